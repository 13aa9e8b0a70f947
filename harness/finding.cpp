// SPDX-License-Identifier: MIT
#include "harness/finding.h"

namespace holdfast {

std::string name(Check check) {
  switch (check) {
    case Check::outcome:
      return "outcome";
    case Check::message:
      return "message";
    case Check::nested:
      return "steps run by an argument";
    case Check::registers:
      return "registers";
    case Check::state:
      return "state";
    case Check::exports_match:
      return "invariant 1: exports equal live acquisitions";
    case Check::address_stable:
      return "invariant 2: exported memory does not move";
    case Check::length_locked:
      return "invariant 3: exported memory keeps its size";
    case Check::failure_atomic:
      return "invariant 4: a step that raises changes nothing";
    case Check::bytes_constant:
      return "invariant 5: bytes handed out never change";
    case Check::view_shows_object:
      return "invariant 6: a view shows what its object holds";
    case Check::closed_refuses:
      return "invariant 7: a released view or closed object refuses to work";
    case Check::allocation_fits:
      return "invariant 8: allocated size is never below the logical size";
    case Check::nothing_left:
      return "invariant 9: at the end everything is given back";
    case Check::deterministic:
      return "invariant 10: the same program gives the same outcomes";
  }
  return "unknown check";
}

std::string Finding::summary() const {
  std::string text = subject;
  text += reference.empty() ? " breaks" : " differs from " + reference;
  text += " at step " + std::to_string(step) + " (" + name(check) + ")";
  if (!what.empty()) text += ": " + what;
  if (!expected.empty()) text += ": expected " + expected + ", got " + got;
  return text;
}

}  // namespace holdfast

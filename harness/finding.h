// SPDX-License-Identifier: MIT
//
// A finding: what a lockstep run reports when subjects differ or an invariant is broken. It names
// the check, so that shrinking can keep to the same failure, and shows both sides as Python text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace holdfast {

// What was checked when the run stopped. The invariants bear the numbers of the design.
enum class Check : std::uint8_t {
  outcome,                  // one returned and another raised, or another value or exception type
  message,                  // the same exception with another message
  nested,                   // the steps run by hostile arguments went differently
  registers,                // other registers hold an object
  state,                    // an object looks different
  exports_match = 101,      // 1  exports equal live acquisitions
  address_stable = 102,     // 2  exported memory does not move
  length_locked = 103,      // 3  exported memory keeps its size
  failure_atomic = 104,     // 4  a step that raises changes nothing
  bytes_constant = 105,     // 5  bytes handed out never change
  view_shows_object = 106,  // 6  a view shows what its object holds
  closed_refuses = 107,     // 7  a released view or closed object refuses to work
  allocation_fits = 108,    // 8  allocated size is never below the logical size
  nothing_left = 109,       // 9  at the end everything is given back
  deterministic = 110,      // 10 the same program gives the same outcomes
};

// "outcome", "invariant 3: exported memory keeps its size".
std::string name(Check check);

struct Finding {
  Check check = Check::outcome;
  std::size_t step = 0;   // the top-level step after which it showed, counted from 0
  std::string subject;    // whose answer is wrong or who broke the invariant
  std::string reference;  // whom it was compared with; empty for an invariant
  std::string what;       // "b[0] = 1", "contents of b"
  std::string expected;
  std::string got;
  std::string lock{};  // where BufferError was expected or came: who held the lock since which step

  // One line: "impl differs from model at step 3 (outcome): expected ..., got ...".
  [[nodiscard]] std::string summary() const;
};

}  // namespace holdfast

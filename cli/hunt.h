// SPDX-License-Identifier: MIT
//
// A hunt: random programs on an interpreter that is known to differ. What it gives is judged by the
// implementation, which stands for CPython 3.14. Known differences do not end the hunt; each new
// one is made small, saved, and the hunt goes on.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/crash.h"

namespace holdfast::cli {

struct HuntOptions {
  double seconds = 30;
  bool processor = false;
  std::uint64_t seed = 0;
  std::size_t steps = 0;
  std::vector<std::string> suites;
  std::string python;   // the interpreter, or
  std::string subject;  // a command that speaks the adapter protocol
  std::string known;    // a list of kinds of differences; empty: none is known
  bool update = false;  // append what is new to it
  bool strict = false;  // compare messages and allocated sizes too
  bool first = false;   // end with the first new difference
  bool unsafe = false;  // do not keep away from where CPython is known to be unsafe
  std::string out;
};

// Returns kAgreed where nothing new was found, kDifferences, or kBadInput.
int hunt(const HuntOptions& options, const Announce& announce,
         const std::function<bool()>& interrupted);

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// How the command ends, and how it was called.
#pragma once

#include <string>

namespace holdfast::cli {

// What the exit status of every subcommand means.
enum Status : int {
  kAgreed = 0,         // everything agreed
  kDifferences = 1,    // differences were found
  kBadInput = 2,       // bad input or set-up: a malformed trace, a missing interpreter
  kFault = 3,          // the harness itself failed
  kInterrupted = 130,  // a replay was, and nothing that it had done until then differed
};

// The command line as it was given, for records and reports; set once by main().
const std::string& command_line();

}  // namespace holdfast::cli

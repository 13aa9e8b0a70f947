// SPDX-License-Identifier: MIT
//
// What is wrong with something that was read: a trace, a program, an adapter's answer, a missing
// interpreter. Never a difference between subjects. The message is whole: it names the file, the
// program, the step and the JSON pointer where there are such, and says what to do.
//
//   traces/x.json: program 'pop-1f2e3d4c' step 3 (/programs/0/steps/2/op): 'bytearray.pup' is no
//   step of this holdfast; `holdfast list steps` prints them all
#pragma once

#include <string>

namespace holdfast {

struct InputError {
  std::string message;
};

}  // namespace holdfast

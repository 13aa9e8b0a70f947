// SPDX-License-Identifier: MIT
//
// One value in the format of one conversion, before it is padded to its width.
#pragma once

#include <cstdint>
#include <string>

#include "model/call.h"

namespace holdfast::model {

struct Conversion {
  bool left = false;       // -
  bool plus = false;       // +
  bool blank = false;      // space
  bool alternate = false;  // #
  bool zero = false;       // 0
  std::int64_t width = -1;
  std::int64_t precision = -1;
  char letter = 0;
};

// Zeros go between `sign`, which includes 0x and the like, and `body`.
struct Piece {
  std::string sign;
  std::string body;
  bool is_number = false;
};

Result<Piece> convert_value(Call& call, const Conversion& conversion, Value value);

}  // namespace holdfast::model

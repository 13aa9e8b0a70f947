// SPDX-License-Identifier: MIT
//
// A set of step kinds, written down by their names and asked by number on the path of a step.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "harness/vocabulary.h"

namespace holdfast {

class StepFlags {
 public:
  // Of the kinds with these names; a name that the vocabulary does not have is in no set.
  StepFlags(std::initializer_list<std::string_view> names) : flags_(vocabulary().size()) {
    for (const std::string_view name : names) {
      if (const auto op = op_named(name)) flags_[static_cast<std::size_t>(*op)] = 1;
    }
  }

  // Whether the kind is in the set.
  [[nodiscard]] bool operator[](Op op) const { return flags_[static_cast<std::size_t>(op)] != 0; }

 private:
  std::vector<std::uint8_t> flags_;
};

}  // namespace holdfast

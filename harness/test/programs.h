// SPDX-License-Identifier: MIT
//
// Programs for tests, written as traces write them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"
#include "harness/program.h"

namespace holdfast::test {

// The program with these steps, each one JSON as traces spell it.
inline Program program_of(std::initializer_list<std::string_view> steps) {
  std::string json = R"({"steps": [)";
  for (const std::string_view step : steps) {
    if (json.back() != '[') json += ", ";
    json += step;
  }
  auto program = parse_program(json + "]}");
  EXPECT_TRUE(program) << program.error().message;
  return program ? *program : Program{};
}

inline constexpr std::string_view kMakeArray =
    R"({"op": "bytearray", "args": [{"bytes": "6162"}], "into": "b"})";
inline constexpr std::string_view kMakeView =
    R"({"op": "memoryview", "args": [{"ref": "b"}], "into": "v"})";
inline constexpr std::string_view kAppend =
    R"({"op": "bytearray.append", "self": "b", "args": [99]})";
inline constexpr std::string_view kRelease = R"({"op": "memoryview.release", "self": "v"})";

}  // namespace holdfast::test

// SPDX-License-Identifier: MIT
//
// Exhaustive small scope: for each type, objects of 0 to 3 bytes and a small alphabet of steps, and
// all programs of so many of these steps that there are. Nothing is left to chance, so that a bug
// that four steps can show is shown.
//
// A program begins with one of the starts (the steps that make the object), then has letters of the
// alphabet in any order and number; a letter that uses a register which no step before it fills is
// left out, since it would be skipped. All steps of a program are checked as it runs, so that the
// longest programs are enough: every shorter one is how some of these begin.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "harness/program.h"

namespace holdfast {

// The types that have an alphabet.
inline constexpr std::array<std::string_view, 4> kSmallTypes = {"bytearray", "memoryview",
                                                                "BytesIO", "mmap"};

class SmallScope {
 public:
  // `type` is one of kSmallTypes.
  explicit SmallScope(std::string_view type);

  // Calls `visit(program)` for each program that has exactly `letters` letters, in a fixed order;
  // returning false ends it. Returns how many were visited.
  std::uint64_t for_each(std::size_t letters,
                         const std::function<bool(const Program&)>& visit) const;

  // How many programs of up to `letters` letters there are, and of exactly so many: worked out
  // without making them, from which registers can be filled.
  [[nodiscard]] std::uint64_t count_up_to(std::size_t letters) const;
  [[nodiscard]] std::uint64_t count(std::size_t letters) const;

  // How many letters and starts there are.
  [[nodiscard]] std::size_t letters() const { return letters_.size(); }
  [[nodiscard]] std::size_t starts() const { return starts_.size(); }

 private:
  // Steps from `steps_`, of which starts have several and letters one.
  struct Part {
    std::size_t first = 0;
    std::size_t count = 0;
  };

  void make_bytearray();
  void make_memoryview();
  void make_stream();
  void make_mapping();
  void add_start(const std::function<void()>& write);
  void add_letters(const std::function<void()>& write);

  Program steps_;  // all of them, one after the other
  std::vector<Part> starts_;
  std::vector<std::size_t> letters_;
};

}  // namespace holdfast

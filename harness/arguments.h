// SPDX-License-Identifier: MIT
//
// Random arguments for a step: what its parameters are meant to be, at the edges of the object it
// works on, and now and then something else altogether.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/argument_class.h"
#include "harness/program.h"
#include "harness/random.h"

namespace holdfast {

// The byte values programs are mostly made of: few, so that searches find something.
inline constexpr std::array<std::uint8_t, 12> kByteAlphabet = {'a', 'b', 'a', 'b',  'c',  ' ',
                                                               'A', '1', 0,   0xff, 0x80, '\n'};

// Floats at the edges of how they are written.
inline constexpr auto kRealEdges =
    std::to_array<double>({0.0,
                           -0.0,
                           1.5,
                           3.9,
                           -2.25,
                           0.1,
                           9.995,
                           123456.789,
                           1e-7,
                           1e-5,
                           1e-4,
                           1e15,
                           1e16,
                           1e22,
                           -1e20,
                           1e300,
                           5e-324,
                           std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(),
                           std::numeric_limits<double>::quiet_NaN()});

// What is known of the object a step works on; its edges make good arguments.
struct Target {
  std::int64_t length = 0;
  std::int64_t position = 0;
  // Of a view or an exporter.
  std::int64_t bytes = 0;
  std::size_t dimensions = 1;
  std::span<const std::int64_t> shape;
  std::string_view format = "B";
  std::span<const std::uint8_t> contents;
};

// A format for bytearray %: one to three conversions, with flags, widths and precisions.
std::string make_percent_format(Random& random);

class ArgumentMaker {
 public:
  // When the steps of a hostile argument run: while the step does, when what it made is hashed or
  // released, or in __release_buffer__ itself.
  enum class Runs : std::uint8_t { now, later, on_release };
  // Makes a block of that many steps, for hostile arguments.
  using BlockMaker = std::function<Value(std::uint32_t count, Runs runs)>;

  // `live` holds the registers that may be referred to, `self` is the object the step works on.
  ArgumentMaker(Random& random, Arena& arena, const RegisterSet& live, Register self, Target target)
      : random_(random), arena_(arena), live_(live), self_(self), target_(target) {}

  // From now on files and mappings are often of several pages.
  void allow_pages() { pages_ = true; }

  // From now on arguments may run steps, and do so more often than by accident.
  void allow_blocks(BlockMaker make_block) {
    make_block_ = std::move(make_block);
    custom_ = 12;
  }

  // From now on objects are chosen by what is known of them: those that are closed, those that
  // show the memory of the one in use. `facts` outlives this.
  void allow_looks(const ObjectFacts& facts) { facts_ = &facts; }

  // What an argument refers to rather than to others, where the step works on no object.
  void prefer(Register reg) { preferred_ = reg; }

  // From now on most arguments are something else than they should be.
  void surprise_often() { surprise_ = 40; }

  // Gives `step` arguments; with surprises, some of a wrong kind, too many or too few, by keyword.
  void make(const StepKind& kind, bool surprises, Step& step);

 private:
  Value make_value(Param param);
  Value make_surprise();
  Value make_number(Param param);
  std::int64_t pick_number(Param param);
  Value make_slice();
  Value make_container(Kind kind, Param param);
  Value make_state();
  Value make_custom(Hook hook, Param answer);
  Value make_answer(Hook hook, Param answer);
  Value make_block(Runs runs = Runs::now);

  // text_arguments.cpp: bytes and texts.
  Value make_contents(Kind kind);
  std::string make_phrase();
  Value make_text(Param param);

  // reference_arguments.cpp: objects in registers.
  Value make_reference();
  Value make_lender();
  bool make_view_assignment(Step& step);
  // One of the live registers for which `wanted` holds; none where there is none.
  template <typename Wanted>
  [[nodiscard]] Register pick_where(Wanted&& wanted) {
    std::array<Register, kRegisters> choices;
    std::size_t count = 0;
    live_.for_each([&](Register reg) {
      if (wanted(reg)) choices[count++] = reg;
    });
    return count == 0 ? Register() : choices[random_.below(count)];
  }

  // format_arguments.cpp: what bytearray % formats.
  Value make_format_values();
  Value make_formatted(char letter);

  // mmap_arguments.cpp: what files and mappings take.
  Value make_offset(Value file);
  void make_mapping(Step& step);
  void make_assignment(Step& step);
  void make_move(Step& step);
  void make_truncation(Step& step);
  Value make_for_mapping(Param param);
  Value make_file_reference();

  // struct_arguments.cpp: formats, and values that fit their letters.
  void make_struct(bool packs, bool surprises, Step& step);
  std::string make_struct_format(std::int64_t room, std::size_t values, std::string& letters,
                                 std::int64_t& size);
  Value make_struct_value(char letter);
  Register pick_text();
  Value make_struct_offset(std::int64_t size, std::int64_t length);
  std::int64_t size_of_memory(Value memory);

  // For views and exporters, in view_arguments.cpp.
  [[nodiscard]] bool is_view() const { return self_.cls() == Class::memoryview; }
  Value make_element();
  std::uint8_t pick_letter();
  Value make_format();
  Value make_shape();
  Value make_numbers(std::span<const std::int64_t> numbers);
  std::vector<std::int64_t> pick_shape(std::int64_t items);
  Value make_view_key();
  Value make_flags();
  std::size_t make_layout(std::span<Value> arguments);

  Random& random_;
  Arena& arena_;
  const RegisterSet& live_;
  Register self_;
  Target target_;
  BlockMaker make_block_;
  const ObjectFacts* facts_ = nullptr;
  Register preferred_;
  bool pages_ = false;
  std::size_t surprise_ = 5;  // percent of the arguments
  std::size_t custom_ = 4;    // percent of those that can be objects with a special method
  std::size_t depth_ = 0;
  std::int64_t chosen_size_ = 1;  // of an item in the format that was chosen last
};

}  // namespace holdfast

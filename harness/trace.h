// SPDX-License-Identifier: MIT
//
// Traces: programs with what one interpreter answered to each step, and what could be seen of every
// object after it. Loaded once, then replayed by TraceSubject without touching JSON again. All
// values of a recorded program's answers lie in its `answers` arena, so that one program is a
// handful of blocks of memory whatever its length.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/input_error.h"
#include "harness/observation.h"
#include "harness/outcome.h"
#include "harness/program.h"

namespace holdfast {

inline constexpr int kTraceVersion = 1;

// The interpreter that gave the answers, and the command that asks it again: run from the root of
// the repository it gives the same file, for the programs are in it.
struct About {
  std::string implementation;  // "cpython"; empty: nobody has run these programs yet
  std::string version;         // "3.14.10"
  std::string platform;        // "linux-x86_64"
  std::string byteorder;       // "little" or "big"
  int pointer_bits = 0;
  std::int64_t page_size = 0;  // 0: not said; only traces with mappings say it
  std::string command;

  friend bool operator==(const About&, const About&) = default;
};

// What a register shows after a step that changed it. RecordedProgram::show makes an Observation.
struct RecordedState {
  Register reg;
  bool present = true;  // false: the register was emptied
  bool closed = false;
  bool readonly = false;
  bool locked = false;
  std::uint8_t shape = 0;  // how many numbers, side by side from first_number
  std::uint8_t strides = 0;
  std::uint8_t suboffsets = 0;
  std::uint32_t first_number = 0;
  std::uint32_t shows = 0;  // bits of Aspect
  Value contents;
  Value format;
  std::int64_t position = 0;
  std::int64_t allocated = 0;
  std::int64_t itemsize = 0;
};

struct RecordedStep {
  Outcome outcome;
  std::uint32_t first_nested = 0;
  std::uint32_t nested = 0;
  std::uint32_t first_state = 0;
  std::uint32_t states = 0;
};

struct RecordedProgram {
  std::string id;
  std::string why;
  Program program;

  // As many as program.steps; fewer when the last one crashed or ran out of memory; none when
  // nobody has run the program.
  std::vector<RecordedStep> steps;
  std::vector<Outcome> nested;
  std::vector<RecordedState> states;
  std::vector<std::int64_t> numbers;  // of shapes, strides and suboffsets
  Arena answers;

  [[nodiscard]] bool recorded() const { return !steps.empty() || program.steps.empty(); }
  [[nodiscard]] std::span<const Outcome> nested_of(const RecordedStep& step) const {
    return std::span(nested).subspan(step.first_nested, step.nested);
  }
  // The registers that look different after the step than before it.
  [[nodiscard]] std::span<const RecordedState> states_of(const RecordedStep& step) const {
    return std::span(states).subspan(step.first_state, step.states);
  }
  // Points into this program.
  [[nodiscard]] Observation show(const RecordedState& state) const;

  // Recording: the answer to the next step, then the registers that changed by it. Of an
  // observation only what the trace format has a key for is kept.
  void add_step(const Answer& answer);
  void add_state(Register reg, const Observation& seen);
  void add_emptied(Register reg);
};

struct Trace {
  About recorded;
  std::string suite;
  std::string programs_from;  // where somebody first had the programs from
  std::vector<RecordedProgram> programs;
};

// Reads a trace, or says what is wrong with it.
std::expected<Trace, InputError> load_trace(const std::filesystem::path& path);
std::expected<Trace, InputError> parse_trace(std::string_view json, std::string_view file);

// Writes a trace canonically; `path` holds either the old file or the whole new one, whatever
// happens on the way.
std::expected<void, InputError> write_trace(const std::filesystem::path& path, const Trace& trace);
std::string to_json(const Trace& trace);
std::string to_json(const RecordedProgram& recorded);

}  // namespace holdfast

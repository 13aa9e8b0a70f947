// SPDX-License-Identifier: MIT
//
// Writing traces: a step, its outcome and the states it changed on one line.
#include <algorithm>

#include "harness/json_spelling.h"
#include "harness/json_values.h"
#include "harness/trace.h"
#include "harness/trace_json.h"

namespace holdfast {
namespace {

void write_key(std::string& out, bool& first, std::string_view key) {
  out.append(first ? "\"" : ", \"").append(key).append("\": ");
  first = false;
}

void write_numbers(std::string& out, std::span<const std::int64_t> numbers) {
  out += '[';
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i != 0) out += ", ";
    out += std::to_string(numbers[i]);
  }
  out += ']';
}

void write_state(std::string& out, const Observation& seen) {
  bool first = true;
  const auto flag = [&](Aspect aspect, std::string_view key, bool value) {
    if (!seen.has(aspect)) return;
    write_key(out, first, key);
    out += value ? "true" : "false";
  };
  const auto number = [&](Aspect aspect, std::string_view key, std::int64_t value) {
    if (!seen.has(aspect)) return;
    write_key(out, first, key);
    out += std::to_string(value);
  };
  out += '{';
  if (seen.has(Aspect::contents)) {
    write_key(out, first, "contents");
    out += '"';
    write_hex(out, seen.contents);
    out += '"';
  }
  number(Aspect::allocated, "allocated", seen.allocated);
  flag(Aspect::locked, "locked", seen.locked);
  flag(Aspect::closed, "closed", seen.closed);
  flag(Aspect::readonly, "readonly", seen.readonly);
  number(Aspect::position, "position", seen.position);
  if (seen.has(Aspect::layout)) {
    write_key(out, first, "format");
    write_text(out, seen.format);
    out.append(", \"itemsize\": ").append(std::to_string(seen.itemsize));
    out += ", \"shape\": ";
    write_numbers(out, seen.shape);
    out += ", \"strides\": ";
    write_numbers(out, seen.strides);
    out += ", \"suboffsets\": ";
    write_numbers(out, seen.suboffsets);
  }
  out += '}';
}

void write_program(std::string& out, const RecordedProgram& recorded, std::string_view indent) {
  out.append(indent).append("{\"id\": ");
  write_text(out, recorded.id.empty() ? program_id(recorded.program) : recorded.id);
  if (!recorded.why.empty()) {
    out += ", \"why\": ";
    write_text(out, recorded.why);
  }
  out += ", \"steps\": [";
  for (std::size_t i = 0; i < recorded.program.steps.size(); ++i) {
    out.append(i == 0 ? "\n" : ",\n").append(indent).append("  ");
    out += to_json(recorded.program, recorded.program.steps[i]);
    if (i >= recorded.steps.size()) continue;
    out.back() = ',';  // in place of the closing brace
    out += ' ';
    write_recorded_step(out, recorded, recorded.steps[i]);
    out += '}';
  }
  if (!recorded.program.steps.empty()) out.append("\n").append(indent);
  out += "]}";
}

}  // namespace

void write_outcome(std::string& out, const Arena& arena, const Outcome& outcome) {
  switch (outcome.type) {
    case Outcome::Type::value:
      out += "\"returns\": ";
      return write_plain(out, arena, outcome.value);
    case Outcome::Type::open:
      out += "\"open\": true";
      return;
    case Outcome::Type::raised:
      out.append("\"raises\": \"").append(name(outcome.exception)).append("\"");
      if (outcome.message.kind == Kind::text) {
        out += ", \"message\": ";
        write_str(out, arena.text(outcome.message));
      }
      return;
    case Outcome::Type::skipped:
      out += "\"skipped\": true";
      return;
    case Outcome::Type::exhausted:
    case Outcome::Type::unspecified:
      out += "\"exhausted\": true";
      return;
    case Outcome::Type::crashed:
      out += "\"crashed\": ";
      write_text(out, outcome.message.kind == Kind::text ? arena.text(outcome.message) : "");
      return;
  }
}

void write_recorded_step(std::string& out, const RecordedProgram& recorded,
                         const RecordedStep& step) {
  write_outcome(out, recorded.answers, step.outcome);
  bool first = true;
  for (const Outcome& outcome : recorded.nested_of(step)) {
    out += first ? ", \"nested\": [{" : ", {";
    first = false;
    write_outcome(out, recorded.answers, outcome);
    out += '}';
  }
  if (!first) out += ']';
  first = true;
  for (const RecordedState& state : recorded.states_of(step)) {
    out.append(first ? ", \"state\": {\"" : ", \"").append(name(state.reg)).append("\": ");
    first = false;
    if (state.present) {
      write_state(out, recorded.show(state));
    } else {
      out += "null";
    }
  }
  if (!first) out += '}';
}

std::string to_json(const Arena& arena, const Outcome& outcome) {
  std::string out = "{";
  write_outcome(out, arena, outcome);
  return out + "}";
}

std::string to_json(const RecordedProgram& recorded) {
  std::string out;
  write_program(out, recorded, "");
  out += '\n';
  return out;
}

namespace {

bool maps_something(const Trace& trace) {
  return std::ranges::any_of(trace.programs, [](const RecordedProgram& recorded) {
    const auto maps = [](const Step& step) {
      return kind_of(step.op).makes.contains(Class::mmap) &&
             kind_of(step.op).form == Form::construct;
    };
    return std::ranges::any_of(recorded.program.steps, maps) ||
           std::ranges::any_of(recorded.program.nested, maps);
  });
}

}  // namespace

std::string to_json(const Trace& trace) {
  std::string out = "{\n  \"format\": \"holdfast-trace\",\n  \"version\": ";
  out.append(std::to_string(kTraceVersion)).append(",\n  \"suite\": ");
  write_text(out, trace.suite);
  if (!trace.programs_from.empty()) {
    out += ",\n  \"programs_from\": ";
    write_text(out, trace.programs_from);
  }
  const About& about = trace.recorded;
  if (!about.implementation.empty()) {
    out += ",\n  \"recorded\": {\n    \"implementation\": ";
    write_text(out, about.implementation);
    out += ", \"version\": ";
    write_text(out, about.version);
    out += ", \"platform\": ";
    write_text(out, about.platform);
    out += ",\n    \"byteorder\": ";
    write_text(out, about.byteorder);
    out.append(", \"pointer_bits\": ").append(std::to_string(about.pointer_bits));
    if (about.page_size != 0 && maps_something(trace)) {
      out.append(", \"page_size\": ").append(std::to_string(about.page_size));
    }
    out += ",\n    \"command\": ";
    write_text(out, about.command);
    out += "\n  }";
  }
  out += ",\n  \"programs\": [";
  for (const RecordedProgram& recorded : trace.programs) {
    out += &recorded == trace.programs.data() ? "\n" : ",\n";
    write_program(out, recorded, "    ");
  }
  out += trace.programs.empty() ? "]\n}\n" : "\n  ]\n}\n";
  return out;
}

}  // namespace holdfast

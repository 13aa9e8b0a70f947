// SPDX-License-Identifier: MIT
//
// Steps and outcomes in short, for reports; scripts are written by PythonScript.
#include "harness/python_spelling.h"

#include "harness/python_script.h"

namespace holdfast {
namespace {

std::string in_short(const Program& program, Value value);

std::string block_in_short(const Program& program, Value block) {
  std::string text;
  for (const Step& step : program.block(block)) {
    text.append(text.empty() ? "" : "; ").append(step_to_python(program, step));
  }
  return text;
}

std::string items_in_short(const Program& program, std::span<const Value> items) {
  std::string text;
  for (const Value item : items) {
    text.append(text.empty() ? "" : ", ").append(in_short(program, item));
  }
  return text;
}

// <index 5 after b.clear()>, <buffer b after ...; b.pop() on release>, <yields 1, runs b.clear()>
std::string in_short(const Program& program, Value value) {
  if (value.kind == Kind::block) return "runs " + block_in_short(program, value);
  if (value.kind == Kind::raising) return "raises";
  if (!has_items(value.kind)) return value_to_python(program.arena, value);
  const auto items = program.arena.items(value);
  if (value.kind == Kind::custom) {
    std::string text = "<";
    text.append(names_of(value.hook).key).append(" ");
    text += in_short(program, items[1]);
    if (items[0].size != 0) text += " after " + block_in_short(program, items[0]);
    if (value.hook == Hook::buffer && items[2].size != 0) {
      text += ", " + block_in_short(program, items[2]) + " on release";
    } else if (items.size() > 2 && value.hook != Hook::buffer) {
      text += " of " + in_short(program, items[2]);
    }
    return text + ">";
  }
  const std::string list = items_in_short(program, items);
  if (value.kind == Kind::iterator) return "<yields " + (list.empty() ? "nothing" : list) + ">";
  if (value.kind == Kind::list) return "[" + list + "]";
  if (value.kind == Kind::slice) return "slice(" + list + ")";
  return "(" + list + (items.size() == 1 ? ",)" : ")");
}

}  // namespace

std::string to_python(const Program& program) { return PythonScript(program, nullptr, {}).write(); }

std::string to_python(const RecordedProgram& recorded, PythonOptions options) {
  return PythonScript(recorded.program, &recorded, options).write();
}

std::string step_to_python(const Program& program, const Step& step) {
  std::vector<SpeltArgument> arguments;
  for (const Value value : program.arguments(step)) {
    SpeltArgument& argument = arguments.emplace_back();
    argument.text = in_short(program, value);
    if (is_fileno(kind_of(step.op), arguments.size() - 1, value)) argument.text += ".fileno()";
    if (value.keyword != 0) argument.keyword = kKeywords[value.keyword - 1U];
    if (value.kind != Kind::slice) continue;
    for (const Value part : program.arena.items(value)) {
      argument.slice.push_back(in_short(program, part));
    }
  }
  const StepKind& kind = kind_of(step.op);
  const std::string text = python_call(step, arguments).text;
  const bool has_slice = kind.form == Form::get_item && !arguments[0].slice.empty();
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    if (!kind.makes.contains(static_cast<Class>(cls))) continue;
    // A subscript may give an integer, an attribute what some register holds already.
    if (is_lookup(kind.form) || (kind.form == Form::get_item && !has_slice)) break;
    return name(Register(static_cast<Class>(cls), step.into)) + " = " + text;
  }
  return text;
}

std::string listing(const Program& program) {
  std::string text;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const std::string number = std::to_string(i);
    text += std::string(number.size() < 3 ? 3 - number.size() : 0, ' ') + number + "  " +
            step_to_python(program, program.steps[i]) + "\n";
  }
  return text;
}

std::string outcome_to_python(const Arena& arena, const Outcome& outcome) {
  const auto message = [&] {
    return outcome.message.kind == Kind::text ? std::string(arena.text(outcome.message)) : "";
  };
  switch (outcome.type) {
    case Outcome::Type::value:
      return value_to_python(arena, outcome.value);
    case Outcome::Type::open:
      return "some value";
    case Outcome::Type::raised: {
      const std::string said = message();
      return std::string(name(outcome.exception)) + (said.empty() ? "" : ": " + said);
    }
    case Outcome::Type::skipped:
      return "skipped";
    case Outcome::Type::exhausted:
      return "needs too much memory";
    case Outcome::Type::crashed:
      return "crashed: " + message();
    case Outcome::Type::unspecified:
      return "depends on the machine";
  }
  return "";
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// Arguments, and above all hostile ones: each becomes a small class or generator that is defined
// just before the step. A reference stands for what the register holds when the argument is made,
// so such values are handed over then; the names of the classes are part of messages.
#include <algorithm>

#include "harness/python_script.h"

namespace holdfast {
namespace {

void indent(std::vector<std::string>& to, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) to.push_back("    " + line);
}

// In a class; a blank line goes before each but the first.
void add_method(std::vector<std::string>& to, std::string_view signature,
                const std::vector<std::string>& body) {
  if (!to.back().starts_with("class ")) to.emplace_back();
  to.push_back("    def " + std::string(signature) + ":");
  for (const std::string& line : body) to.push_back("        " + line);
}

std::string join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined.append(joined.empty() ? "" : ", ").append(text);
  return joined;
}

bool runs_steps(const Program& program, std::span<const Value> values) {
  bool runs = false;
  for_each_value(program, values, [&](Value value) {
    runs = runs || (value.kind == Kind::block && value.size != 0);
  });
  return runs;
}

// Whether an argument has steps that may run when the step is over: on release, or when a view of
// it is hashed.
bool runs_later(const Program& program, std::span<const Value> values) {
  bool runs = false;
  for_each_value(program, values, [&](Value value) {
    if (value.kind == Kind::custom && value.hook == Hook::buffer) {
      runs = runs || program.arena.items(value)[2].size != 0;
    } else if (value.kind == Kind::custom && value.hook == Hook::hash) {
      runs = runs || program.arena.items(value)[0].size != 0;
    } else if (value.kind == Kind::block) {
      for (const Step& step : program.block(value)) {
        runs = runs || runs_later(program, program.arguments(step));
      }
    }
  });
  return runs;
}

}  // namespace

std::vector<SpeltArgument> PythonScript::spell_arguments(const Step& step) {
  std::vector<SpeltArgument> arguments;
  for (const Value value : program_.arguments(step)) {
    SpeltArgument& argument = arguments.emplace_back();
    if (value.keyword != 0) argument.keyword = kKeywords[value.keyword - 1U];
    if (value.kind == Kind::slice) {
      for (const Value part : program_.arena.items(value)) argument.slice.push_back(spell(part));
      argument.text = "slice(" + join(argument.slice) + ")";
    } else {
      argument.text = spell(value);
    }
    if (is_fileno(kind_of(step.op), arguments.size() - 1, value)) argument.text += ".fileno()";
  }
  return arguments;
}

std::string PythonScript::spell(Value value) {
  switch (value.kind) {
    case Kind::tuple:
    case Kind::list:
    case Kind::slice: {
      if (is_simple(value)) return value_to_python(program_.arena, value);
      Lines items;
      for (const Value item : program_.arena.items(value)) items.push_back(spell(item));
      if (value.kind == Kind::list) return "[" + join(items) + "]";
      if (value.kind == Kind::slice) return "slice(" + join(items) + ")";
      return "(" + join(items) + (items.size() == 1 ? ",)" : ")");
    }
    case Kind::iterator:
      return spell_iterator(value);
    case Kind::custom:
      return spell_custom(value);
    default:
      return value_to_python(program_.arena, value);
  }
}

// Values that may be written where they are used, however often and whenever that is.
bool PythonScript::is_simple(Value value) const {
  switch (value.kind) {
    case Kind::bytearray:
    case Kind::list:
    case Kind::reference:
    case Kind::object:
    case Kind::iterator:
    case Kind::custom:
      return false;
    case Kind::tuple:
    case Kind::slice:
      return std::ranges::all_of(program_.arena.items(value),
                                 [&](Value item) { return is_simple(item); });
    default:
      return true;
  }
}

std::string PythonScript::number(const char* name, std::size_t& count) {
  return name + (++count == 1 ? std::string() : std::to_string(count));
}

// How the body of a hostile argument refers to a value of its own.
std::string PythonScript::answer(Value value, Maker& maker, const std::string& owner) {
  if (is_simple(value)) return value_to_python(program_.arena, value);
  const std::size_t place = maker.parameters.size();
  std::string parameter = owner.empty() ? "item" : "answer";
  if (place > 0) parameter += std::to_string(place + 1);
  maker.parameters.push_back(parameter);
  maker.arguments.push_back(spell(value));
  return owner + parameter;
}

std::string PythonScript::spell_iterator(Value value) {
  const auto items = program_.arena.items(value);
  const bool plain = std::ranges::none_of(
      items, [](Value item) { return item.kind == Kind::block || item.kind == Kind::raising; });
  if (plain) {
    Lines texts;
    for (const Value item : items) texts.push_back(spell(item));
    return "(item for item in (" + join(texts) + (items.size() == 1 ? ",))" : "))");
  }
  Maker maker;
  Lines body;
  add_globals(body, items);
  bool yields = false;
  for (const Value item : items) {
    if (item.kind == Kind::block) {
      spell_block(body, item);
    } else if (item.kind == Kind::raising) {
      body.emplace_back("raise ZeroDivisionError(\"division by zero\")");
    } else {
      body.push_back("yield " + answer(item, maker, ""));
      yields = true;
    }
  }
  // Something must be yielded, somewhere, to make it a generator.
  if (!yields) body.emplace_back("yield from ()");
  const std::string function = number("items", generators_);
  if (!definitions_.empty()) definitions_.emplace_back();
  definitions_.push_back("def " + function + "(" + join(maker.parameters) + "):");
  indent(definitions_, body);
  return function + "(" + join(maker.arguments) + ")";
}

std::string PythonScript::spell_custom(Value value) {
  const auto items = program_.arena.items(value);
  const bool lends = value.hook == Hook::buffer;
  Maker maker;
  Lines hook;
  Lines iterated;
  std::string contents;
  if (value.hook == Hook::hint) {
    iterated = {"return iter(" + answer(items[2], maker, "self.") + ")"};
  } else if (is_bytes(value.hook)) {
    contents = value_to_python(program_.arena, items[2]);
  }
  add_globals(hook, items.first(1));
  spell_block(hook, items[0]);
  if (items[1].kind == Kind::raising) {
    hook.emplace_back("raise ZeroDivisionError(\"division by zero\")");
  } else {
    const std::string given = answer(items[1], maker, "self.");
    hook.push_back(lends ? "return memoryview(" + given + ")" : "return " + given);
  }
  Lines released;
  if (lends && items[2].size != 0) {
    add_globals(released, items.subspan(2, 1));
    spell_block(released, items[2]);
  }
  const std::string known(names_of(value.hook).cls);
  const std::string cls = number(known.c_str(), classes_[static_cast<std::size_t>(value.hook)]);
  Lines& out = definitions_;
  if (!out.empty()) out.emplace_back();
  out.push_back("class " + cls + (is_bytes(value.hook) ? "(bytes):" : ":"));
  if (!maker.parameters.empty()) {
    Lines kept;
    for (const std::string& parameter : maker.parameters) {
      kept.push_back("self." + parameter + " = " + parameter);
    }
    add_method(out, "__init__(self, " + join(maker.parameters) + ")", kept);
  }
  add_method(out, names_of(value.hook).method, hook);
  if (!released.empty()) add_method(out, "__release_buffer__(self, view)", released);
  if (!iterated.empty()) add_method(out, "__iter__(self)", iterated);
  if (cls != known) {
    out.push_back(cls + ".__name__ = " + cls + ".__qualname__ = \"" + known + "\"");
  }
  return cls + "(" + (contents.empty() ? join(maker.arguments) : contents) + ")";
}

// Names that the steps of these blocks bind or delete are those of the script.
void PythonScript::add_globals(Lines& body, std::span<const Value> blocks) const {
  RegisterSet bound;
  for (const Value block : blocks) {
    if (block.kind != Kind::block) continue;
    for (const Step& step : program_.block(block)) {
      const Form form = kind_of(step.op).form;
      if (form == Form::drop || form == Form::in_place) bound.insert(step.self);
      const Register into = assigned(step);
      if (into.exists()) bound.insert(into);
      const Expectation expected = nested_->of(step);
      if (expected.known == Expectation::Known::outcome &&
          expected.outcome->type == Outcome::Type::value &&
          expected.outcome->value.kind == Kind::reference) {
        bound.insert(expected.outcome->value.reg);
      }
    }
  }
  Lines names;
  bound.for_each([&](Register reg) { names.push_back(name(reg)); });
  if (!names.empty()) body.push_back("global " + join(names));
}

void PythonScript::spell_block(Lines& body, Value block) {
  for (const Step& step : program_.block(block)) {
    auto arguments = spell_arguments(step);
    const Expectation expected = nested_->of(step);
    Lines lines = statement(step, expected, arguments);
    const StepKind& kind = kind_of(step.op);
    if (recorded_ != nullptr && expected.known == Expectation::Known::nothing &&
        is_lookup(kind.form) && !kind.makes.empty()) {
      const Register into(Class::bytearray, step.into);
      lines = {"keep(\"" + name(into) + "\", " + lines[0] + ")"};
    }
    if (expected.known == Expectation::Known::nothing) {
      // It may fail, and that is nobody's concern here.
      lines[0].insert(0, "with suppress(Exception): ");
    }
    body.insert(body.end(), lines.begin(), lines.end());
  }
}

void PythonScript::note_lingering(const Step& step) {
  const auto arguments = program_.arguments(step);
  lingering_ = lingering_ || runs_later(program_, arguments);
  // Without answers, nothing is certain any more once others have had their turn.
  if (recorded_ == nullptr && (lingering_ || runs_steps(program_, arguments))) present_.clear();
}

}  // namespace holdfast

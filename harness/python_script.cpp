// SPDX-License-Identifier: MIT
//
// Steps, their assertions and the script around them; hostile arguments are in python_hostile.cpp,
// contents in python_contents.cpp.
#include "harness/python_script.h"

#include <algorithm>
#include <cmath>

#include "harness/python_exporter.h"

namespace holdfast {
namespace {

constexpr std::string_view kRaises = R"(
@contextmanager
def raises(kind, message=None):
    try:
        yield
    except kind as error:
        assert message in (None, str(error)), f"it says: {error}"
    else:
        raise AssertionError(f"no {kind.__name__}")

)";

constexpr std::string_view kAttempt = R"(
@contextmanager
def attempt():
    try:
        yield
    except Exception as error:
        print(f"{type(error).__name__}: {error}")

)";

// What only the run can tell: whether a result is an object that no name stands for yet.
constexpr std::string_view kKeep = R"(
def keep(name, thing):
    letter = {"bytearray": "b", "memoryview": "v", "ndarray": "x", "mmap": "m",
              "BytesIO": "s"}.get(type(thing).__name__)
    if letter and all(thing is not other for other in globals().values()):
        globals()[letter + name[1:]] = thing

)";

// True where == says nothing about equality.
bool has_nan(const Arena& arena, Value value) {
  if (value.kind == Kind::real) return std::isnan(value.real);
  if (!has_items(value.kind)) return false;
  return std::ranges::any_of(arena.items(value), [&](Value item) { return has_nan(arena, item); });
}

bool has_kind(const Arena& arena, Value value, Kind kind) {
  if (value.kind == kind) return true;
  if (!has_items(value.kind)) return false;
  return std::ranges::any_of(arena.items(value),
                             [&](Value item) { return has_kind(arena, item, kind); });
}

}  // namespace

std::string PythonScript::write() {
  const auto is_variable = [](const Step& step) { return kind_of(step.op).form == Form::variable; };
  uses_view_ = std::ranges::any_of(program_.steps, is_variable) ||
               std::ranges::any_of(program_.nested, is_variable);
  for (std::size_t i = 0; i < program_.steps.size(); ++i) {
    if (recorded_ != nullptr && i >= recorded_->steps.size()) break;
    write_step(i);
  }
  if (lingering_) body_ += farewell();
  std::string script;
  if (recorded_ != nullptr && !recorded_->id.empty()) {
    script = "# " + recorded_->id + (recorded_->why.empty() ? "" : ": " + recorded_->why);
    for (char& letter : script) letter = letter >= ' ' && letter <= '~' ? letter : '?';
    script += '\n';
  }
  const auto uses = [&](std::string_view text) { return body_.find(text) != std::string::npos; };
  std::string imports;
  if (uses("io.")) imports += "import io\n";
  if (uses("mmap.mmap(")) imports += "import mmap\n";
  if (uses("File(")) imports += "import os\nimport tempfile\n";
  if (uses("operator.")) imports += "import operator\n";
  if (uses("gc.")) imports += "import gc\n";
  if (uses("weakref.")) imports += "import weakref\n";
  const bool exporters = uses("exporter(") || uses("exporter.request(");
  if (exporters) imports += "import ctypes\n";
  if (exporters || uses("struct.")) imports += "import struct\n";
  const bool managers = uses_raises_ || uses_attempt_;
  if (managers || uses("suppress(")) {
    imports += "from contextlib import ";
    imports += managers ? "contextmanager" : "";
    imports += managers && uses("suppress(") ? ", " : "";
    imports += uses("suppress(") ? "suppress\n" : "\n";
  }
  if (uses(" BytesIO(")) imports += "from io import BytesIO\n";
  if (exporters) imports += "from _testbuffer import ndarray\n";
  if (!imports.empty()) script += imports + "\n";
  if (uses("File(")) script.append(python_file()).append("\n");
  if (uses_raises_) script.append(kRaises).append("\n");
  if (uses_attempt_) script.append(kAttempt).append("\n");
  if (uses("keep(\"")) script.append(kKeep).append("\n");
  // What no __release_buffer__ is given.
  if (uses_view_) script += "view = None\n\n";
  if (exporters) script.append(kPythonExporter).append("\n");
  return script + body_;
}

// Drops every name, so that hostile arguments do not find the script half torn down at its end.
std::string PythonScript::farewell() const {
  RegisterSet used;
  for (const auto steps : {std::span(program_.steps), std::span(program_.nested)}) {
    for (const Step& step : steps) {
      const Classes makes = kind_of(step.op).makes;
      for (std::size_t cls = 1; cls < kClasses; ++cls) {
        const Register reg(static_cast<Class>(cls), step.into);
        if (makes.contains(static_cast<Class>(cls))) used.insert(reg);
      }
    }
  }
  std::string names;
  used.for_each([&](Register reg) { names += " " + name(reg); });
  if (names.empty()) return {};
  return "for name in \"" + names.substr(1) + "\".split():\n    globals().pop(name, None)\n";
}

void PythonScript::write_step(std::size_t index) {
  const Step& step = program_.steps[index];
  const RecordedStep* answer = recorded_ != nullptr ? &recorded_->steps[index] : nullptr;
  const NestedExpectations nested(program_, step, recorded_, answer, !lingering_);
  nested_ = &nested;
  definitions_.clear();
  classes_ = {};
  generators_ = 0;
  Expectation expected;
  if (answer != nullptr) {
    expected = {.known = Expectation::Known::outcome, .outcome = &answer->outcome};
  }
  auto arguments = spell_arguments(step);
  Lines lines = statement(step, expected, arguments);
  if (answer == nullptr && !is_certain(step)) {
    lines[0].insert(0, "with attempt(): ");
    uses_attempt_ = true;
  }
  const bool skipped = answer != nullptr && answer->outcome.type == Outcome::Type::skipped;
  if (!definitions_.empty() && !skipped) {
    if (!body_.empty()) body_ += '\n';
    for (const std::string& line : definitions_) body_ += line + "\n";
    body_ += '\n';
  }
  for (const std::string& line : lines) body_ += line + "\n";
  note_lingering(step);
  if (answer == nullptr) return;
  if (options_.contents) write_contents(step, index);
  follow(step, index);
}

// True when a step cannot fail, as far as can be told without running it: making an object from
// bytes or from an object that is certainly there, and deleting such a one.
bool PythonScript::is_certain(const Step& step) {
  const StepKind& kind = kind_of(step.op);
  if (kind.form == Form::drop) {
    const bool certain = present_.contains(step.self);
    present_.erase(step.self);
    return certain;
  }
  const auto arguments = program_.arguments(step);
  if (kind.form != Form::construct || arguments.size() > 1) return false;
  if (arguments.empty() && kind.required != 0) return false;
  if (!arguments.empty()) {
    const Value source = arguments[0];
    const bool is_array = source.kind == Kind::reference && source.reg.cls() == Class::bytearray &&
                          present_.contains(source.reg);
    if (source.keyword != 0 || (source.kind != Kind::bytes && !is_array)) return false;
  }
  present_.insert(assigned(step));
  return true;
}

PythonScript::Lines PythonScript::statement(const Step& step, Expectation expected,
                                            std::vector<SpeltArgument>& arguments) {
  const SpeltCall call = python_call(step, arguments);
  if (expected.known != Expectation::Known::outcome) {
    const Register into = assigned(step);
    return {into.exists() ? name(into) + " = " + call.text : call.text};
  }
  const Outcome& outcome = *expected.outcome;
  switch (outcome.type) {
    case Outcome::Type::value:
      return succeeded(step, outcome.value, call);
    case Outcome::Type::open:
      return {call.text};
    case Outcome::Type::raised:
      // The harness alone refuses to make one, before it does anything.
      if (kind_of(step.op).name == "exporter") {
        return {"# Refused, there is no such exporter: " + call.text};
      }
      return {raises(outcome), "    " + call.text};
    case Outcome::Type::unspecified:
      return {call.text + "  # What it gives depends on the machine"};
    case Outcome::Type::skipped:
      return {"# Skipped, a name is not defined: " + step_to_python(program_, step)};
    case Outcome::Type::exhausted:
      return {"# Here it needs more memory than a program may use: " +
              step_to_python(program_, step)};
    case Outcome::Type::crashed:
      return {call.text + "  # Here the interpreter died: " +
              std::string(recorded_->answers.text(outcome.message))};
  }
  return {};
}

std::string PythonScript::raises(const Outcome& outcome) {
  uses_raises_ = true;
  std::string text = "with raises(";
  if (outcome.exception == Exception::UnsupportedOperation) text += "io.";
  text += name(outcome.exception);
  // What a SystemError says names lines of CPython's source, and which one depends on whether
  // somebody else has the bytes: a literal of the script, for example.
  const bool internal = outcome.exception == Exception::SystemError;
  if (options_.messages && !internal && outcome.message.kind == Kind::text) {
    text += ", " + python_text(recorded_->answers.text(outcome.message));
  }
  return text + "):";
}

Register PythonScript::assigned(const Step& step) const {
  const StepKind& kind = kind_of(step.op);
  if (kind.makes.empty() || is_lookup(kind.form)) return {};
  const auto arguments = program_.arguments(step);
  if (kind.form == Form::get_item && arguments[0].kind != Kind::slice) return {};
  // bytes + b gives bytes, which no register holds.
  const bool is_left_bytes =
      !arguments.empty() && (arguments[0].kind == Kind::bytes || arguments[0].kind == Kind::custom);
  if (kind.form == Form::reflected && is_left_bytes) return {};
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    if (kind.makes.contains(static_cast<Class>(cls))) return {static_cast<Class>(cls), step.into};
  }
  return {};
}

PythonScript::Lines PythonScript::succeeded(const Step& step, Value value, const SpeltCall& call) {
  const StepKind& kind = kind_of(step.op);
  if (kind.form == Form::in_place && value.kind == Kind::reference && value.reg != step.self) {
    // The steps it ran have emptied the register: the result went where `into` says.
    const std::size_t blank = call.text.find(' ');
    const std::size_t end = call.text.find("= ", blank);
    const std::string function = kind.python == "+="   ? "iadd"
                                 : kind.python == "*=" ? "imul"
                                                       : "imod";
    return {name(value.reg) + " = operator." + function + "(" + name(step.self) + ", " +
            call.text.substr(end + 2) + ")"};
  }
  if (call.is_statement) return {call.text};
  // It depends on whether bytes that an earlier step returned are alive; a script keeps none.
  if (kind.name == "BytesIO.__sizeof__") return {call.text};
  if (kind.form == Form::builtin && kind.python == "hash" && value.kind == Kind::bytes) {
    return {"assert " + call.text + " == hash(" + value_to_python(recorded_->answers, value) + ")"};
  }
  if (kind.form == Form::builtin && kind.python == "repr" && kind.self == Class::memoryview) {
    const std::string_view text = recorded_->answers.text(value);
    return {"assert " + call.text + ".startswith(" + python_text(text.substr(0, text.find("0x"))) +
            ")"};
  }
  if (value.kind != Kind::reference) return compared(call, value);
  const bool is_known = is_lookup(kind.form) && present_.contains(value.reg) &&
                        owner_[step.self.index()] != 0 &&
                        owner_[step.self.index()] == object_[value.reg.index()];
  if (is_known || (kind.makes.empty() && present_.contains(value.reg))) {
    return {"assert " + call.text + " is " + name(value.reg)};
  }
  return {name(value.reg) + " = " + call.text};
}

PythonScript::Lines PythonScript::compared(const SpeltCall& call, Value value) {
  const Arena& answers = recorded_->answers;
  const std::string text = call.is_comparison ? "(" + call.text + ")" : call.text;
  if (value.kind == Kind::boolean) {
    return {"assert " + text + " is " + value_to_python(answers, value)};
  }
  if (value.kind == Kind::none && call.is_attribute) return {"assert " + text + " is None"};
  // A method that gives None is called for what it does.
  const bool idle = value.kind == Kind::none || value.kind == Kind::ellipsis;
  if (idle || has_nan(answers, value) || has_kind(answers, value, Kind::object)) return {call.text};
  return {"assert " + text + " == " + value_to_python(answers, value)};
}

void PythonScript::follow(const Step& step, std::size_t index) {
  const RecordedStep& answer = recorded_->steps[index];
  for (const RecordedState& state : recorded_->states_of(answer)) {
    if (!state.present) {
      present_.erase(state.reg);
      continue;
    }
    present_.insert(state.reg);
    contents_[state.reg.index()] = {};
    if ((state.shows & bit(Aspect::contents)) != 0) {
      contents_[state.reg.index()] = recorded_->answers.contents(state.contents);
    }
  }
  // Nested steps may have put anything anywhere.
  if (answer.nested != 0) {
    object_.fill(0);
    owner_.fill(0);
  }
  const StepKind& kind = kind_of(step.op);
  const Outcome& outcome = answer.outcome;
  const bool makes = outcome.type == Outcome::Type::value &&
                     outcome.value.kind == Kind::reference && !kind.makes.empty() &&
                     kind.form != Form::in_place;
  if (!makes) return;
  const std::size_t made = outcome.value.reg.index();
  if (is_lookup(kind.form)) {
    // What a view shows the memory of, or a reference refers to, now in a register.
    if (owner_[step.self.index()] == 0) owner_[step.self.index()] = ++objects_;
    object_[made] = owner_[step.self.index()];
    return;
  }
  const auto arguments = program_.arguments(step);
  std::uint32_t owner = 0;
  if (kind.form == Form::construct && arguments.size() == 1 &&
      arguments[0].kind == Kind::reference) {
    const std::size_t source = arguments[0].reg.index();
    const bool is_view = arguments[0].reg.cls() == Class::memoryview;
    owner = is_view ? owner_[source] : object_[source];
  } else if (step.self.cls() == Class::memoryview) {
    owner = owner_[step.self.index()];
  }
  if (outcome.value.reg.cls() == Class::weakref) owner = object_[step.self.index()];
  object_[made] = ++objects_;
  owner_[made] = owner;
  if (outcome.value.reg.cls() == Class::mmap) note_start(outcome.value.reg, arguments);
}

}  // namespace holdfast

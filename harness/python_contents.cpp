// SPDX-License-Identifier: MIT
//
// The assertions of a script about the contents of its objects.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "harness/python_script.h"

namespace holdfast {
namespace {

// What Python writes behind an object of each class for its contents.
constexpr std::array<std::string_view, kClasses> kContents = {
    "", "", ".tobytes()", ".getvalue()", "[:]", "", ".tobytes()", ".contents()", ""};

// Where in its file a mapping made with these arguments begins. What is not an int may be anything,
// so that the mapping is taken to reach farther than any file.
std::int64_t start_of(std::span<const Value> arguments) {
  constexpr std::size_t kPlace = 5;  // mmap(fileno, length, flags, prot, access, offset)
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value& value = arguments[i];
    const bool is_offset =
        value.keyword == 0 ? i == kPlace : kKeywords[value.keyword - 1U] == "offset";
    if (!is_offset) continue;
    return value.kind == Kind::integer ? value.integer : std::numeric_limits<std::int32_t>::max();
  }
  return 0;
}

}  // namespace

// Whether a mapping may reach behind the end of its file after a step that changed these states:
// reading such a page ends the interpreter. Which file it maps is not asked, any may be.
bool PythonScript::misses_pages(std::span<const RecordedState> states) const {
  const auto size = [&](Register reg) {
    const auto changed = std::ranges::find(states, reg, &RecordedState::reg);
    if (changed == states.end()) return contents_[reg.index()].size();
    return recorded_->answers.contents(changed->contents).size();
  };
  std::int64_t reach = 0;
  present_.for_each_of(Class::mmap, [&](Register reg) {
    reach = std::max(reach, starts_[reg.index()] + static_cast<std::int64_t>(size(reg)));
  });
  bool shorter = torn_ && reach > 0;
  present_.for_each_of(Class::file, [&](Register reg) {
    shorter = shorter || static_cast<std::int64_t>(size(reg)) < reach;
  });
  return shorter;
}

// Asserts contents where a step changed them in a way that the step itself does not show.
void PythonScript::write_contents(const Step& step, std::size_t index) {
  const StepKind& kind = kind_of(step.op);
  const auto arguments = program_.arguments(step);
  const bool shows = kind.form == Form::construct &&
                     (kind.makes.contains(Class::memoryview) || arguments.empty() ||
                      (arguments.size() == 1 && has_contents(arguments[0].kind)));
  if (shows) return;
  const auto states = recorded_->states_of(recorded_->steps[index]);
  const auto changed = [&](const RecordedState& state) {
    if (!state.present || (state.shows & bit(Aspect::contents)) == 0) return false;
    const auto now = recorded_->answers.contents(state.contents);
    return !present_.contains(state.reg) || !std::ranges::equal(now, contents_[state.reg.index()]);
  };
  const bool owners = std::ranges::any_of(states, [&](const RecordedState& state) {
    return state.reg.cls() != Class::memoryview && changed(state);
  });
  // CPython 3.14: a file has its new size before its mapping is asked for the same.
  const Outcome& outcome = recorded_->steps[index].outcome;
  torn_ = torn_ || (kind.name == "mmap.resize" && outcome.type == Outcome::Type::raised &&
                    outcome.exception == Exception::OSError);
  const bool missing = misses_pages(states);
  for (const RecordedState& state : states) {
    if (!changed(state)) continue;
    const bool is_view = state.reg.cls() == Class::memoryview;
    if (is_view && owners && present_.contains(state.reg)) continue;
    if (missing && (is_view || state.reg.cls() == Class::mmap)) continue;
    const auto contents = recorded_->answers.contents(state.contents);
    body_ += "assert " + name(state.reg);
    body_ += kContents[static_cast<std::size_t>(state.reg.cls())];
    body_ += " == " + python_bytes(contents) + "\n";
  }
}

// What a new mapping shows of its file.
void PythonScript::note_start(Register map, std::span<const Value> arguments) {
  starts_[map.index()] = start_of(arguments);
}

}  // namespace holdfast

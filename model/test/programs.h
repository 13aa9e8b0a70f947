// SPDX-License-Identifier: MIT
//
// Programs written down in tests: steps are added by name and run at once, so that a test reads
// like the Python it stands for.
//
//   Script run;
//   run.step("bytearray", {}, {run.bytes("ab")});
//   EXPECT_EQ(run.raised("bytearray.append", b, {run.text("x")}), Exception::TypeError);
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "harness/vocabulary.h"
#include "model/model.h"

namespace holdfast::model {

inline constexpr Register b(Class::bytearray, 0);
inline constexpr Register b2(Class::bytearray, 1);
inline constexpr Register v(Class::memoryview, 0);
inline constexpr Register v2(Class::memoryview, 1);

class Script {
 public:
  Script() { model_.start(program_); }

  Value bytes(std::string_view text, Kind kind = Kind::bytes) {
    return program_.arena.bytes(kind,
                                {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  Value text(std::string_view utf8) { return program_.arena.text(utf8); }
  Value items(Kind kind, const std::vector<Value>& values) {
    return program_.arena.items(kind, values);
  }
  Value custom(Hook hook, std::initializer_list<Value> parts) {
    return program_.arena.custom(hook, std::vector<Value>(parts));
  }
  Value slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop,
              std::optional<std::int64_t> step = {}) {
    const auto part = [](std::optional<std::int64_t> number) {
      return number ? Arena::integer(*number) : Arena::none();
    };
    return items(Kind::slice, {part(start), part(stop), part(step)});
  }
  // A block of one step, for hostile arguments.
  Value block(std::string_view op, Register self, std::initializer_list<Value> arguments = {}) {
    const Value made = program_.room_for_block(1);
    program_.nested[made.offset] = make(op, self, arguments, 0);
    return made;
  }
  static Value nothing() { return Arena::block(0, 0); }

  const Outcome& step(std::string_view op, Register self = {},
                      std::initializer_list<Value> arguments = {}, std::uint8_t into = 0) {
    program_.steps.push_back(make(op, self, arguments, into));
    answer_.clear();
    model_.execute(program_.steps.size() - 1, answer_);
    return answer_.outcome;
  }
  // Makes b = bytearray(contents).
  void make_array(std::string_view contents) { step("bytearray", {}, {bytes(contents)}); }
  // The integer that a step gives; -1000 when it gives something else.
  std::int64_t integer(std::string_view op, Register self,
                       std::initializer_list<Value> arguments = {}) {
    const Outcome& outcome = step(op, self, arguments);
    const bool is_integer =
        outcome.type == Outcome::Type::value && outcome.value.kind == Kind::integer;
    return is_integer ? outcome.value.integer : -1000;
  }
  // The exception a step raises; nothing when it raises none.
  std::optional<Exception> raised(std::string_view op, Register self = {},
                                  std::initializer_list<Value> arguments = {}) {
    const Outcome& outcome = step(op, self, arguments);
    if (outcome.type != Outcome::Type::raised) return std::nullopt;
    return outcome.exception;
  }
  bool succeeds(std::string_view op, Register self = {},
                std::initializer_list<Value> arguments = {}) {
    return step(op, self, arguments).type == Outcome::Type::value;
  }

  Observation see(Register reg) {
    Observation seen;
    model_.observe(reg, seen);
    return seen;
  }
  std::string contents(Register reg) {
    const auto shown = see(reg).contents;
    return {shown.begin(), shown.end()};
  }
  // The bytes or text of the last result.
  std::string result() {
    const auto shown = answer_.arena.contents(answer_.outcome.value);
    return {shown.begin(), shown.end()};
  }

  Answer& answer() { return answer_; }
  Model& model() { return model_; }

 private:
  Step make(std::string_view op, Register self, std::initializer_list<Value> arguments,
            std::uint8_t into) {
    const auto known = op_named(op);
    EXPECT_TRUE(known.has_value()) << op;
    Step step;
    step.op = known.value_or(Op{});
    step.self = self;
    step.into = into;
    step.arguments = static_cast<std::uint8_t>(arguments.size());
    step.first = program_.arena.append(std::vector<Value>(arguments));
    return step;
  }

  Program program_;
  Model model_;
  Answer answer_;
};

}  // namespace holdfast::model

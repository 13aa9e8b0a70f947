// SPDX-License-Identifier: MIT
#include "harness/program.h"

#include <algorithm>

namespace holdfast {
namespace {

bool equal_steps(const Program& left, std::span<const Step> left_steps, const Program& right,
                 std::span<const Step> right_steps);

bool lacks_register(const Program& program, std::span<const Value> values,
                    const RegisterSet& registers) {
  return std::ranges::any_of(values, [&](const Value& value) {
    if (value.kind == Kind::reference) return !registers.contains(value.reg);
    return has_items(value.kind) && lacks_register(program, program.arena.items(value), registers);
  });
}

bool equal_values(const Program& left, Value one, const Program& right, Value other) {
  if (one.kind == Kind::block && other.kind == Kind::block) {
    return equal_steps(left, left.block(one), right, right.block(other));
  }
  if (!has_items(one.kind)) return equal(left.arena, one, right.arena, other);
  if (one.kind != other.kind || one.keyword != other.keyword) return false;
  if (one.kind == Kind::custom && one.hook != other.hook) return false;
  return std::ranges::equal(left.arena.items(one), right.arena.items(other),
                            [&](Value a, Value b) { return equal_values(left, a, right, b); });
}

bool equal_steps(const Program& left, std::span<const Step> left_steps, const Program& right,
                 std::span<const Step> right_steps) {
  return std::ranges::equal(left_steps, right_steps, [&](const Step& one, const Step& other) {
    if (one.op != other.op || one.self != other.self || one.into != other.into) return false;
    return std::ranges::equal(left.arguments(one), right.arguments(other),
                              [&](Value a, Value b) { return equal_values(left, a, right, b); });
  });
}

}  // namespace

void Program::add(Op op, Register self, std::uint8_t into, std::span<const Value> arguments) {
  const std::uint32_t first = arena.append(arguments);
  steps.push_back({.op = op,
                   .self = self,
                   .into = into,
                   .arguments = static_cast<std::uint8_t>(arguments.size()),
                   .first = first});
}

Value Program::room_for_block(std::uint32_t count) {
  const Value block = Arena::block(nested.size(), count);
  nested.resize(nested.size() + count);
  return block;
}

Value Program::copy(const Program& from, Value value) {
  if (value.kind == Kind::block) {
    const Value block = room_for_block(value.size);
    for (std::uint32_t i = 0; i < value.size; ++i) {
      Step step = from.block(value)[i];
      const auto arguments = from.arguments(step);
      step.first = arena.append(arguments);
      for (std::uint32_t j = 0; j < arguments.size(); ++j) {
        const Value argument = copy(from, arguments[j]);
        arena.at(step.first + j) = argument;
      }
      nested[block.offset + i] = step;
    }
    return block;
  }
  if (!has_items(value.kind)) return arena.copy(from.arena, value);
  Value copied = value;
  const auto items = from.arena.items(value);
  const std::uint32_t first = arena.append(items);
  copied.offset = first;
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    const Value item = copy(from, items[i]);
    arena.at(first + i) = item;
  }
  return copied;
}

void Program::add_copy(const Program& from, const Step& step) {
  Step copied = step;
  const auto arguments = from.arguments(step);
  copied.first = arena.append(arguments);
  for (std::uint32_t i = 0; i < arguments.size(); ++i) {
    const Value argument = copy(from, arguments[i]);
    arena.at(copied.first + i) = argument;
  }
  steps.push_back(copied);
}

bool equal(const Program& left, const Program& right) {
  return equal_steps(left, left.steps, right, right.steps);
}

bool lacks_register(const Program& program, const Step& step, const RegisterSet& registers) {
  if (step.self.exists() && !registers.contains(step.self)) return true;
  return lacks_register(program, program.arguments(step), registers);
}

void Prospects::follow_nested(const Program& program, const Step& step) {
  for_each_value(program, program.arguments(step), [&](Value value) {
    if (value.kind != Kind::block) return;
    for (const Step& inner : program.block(value)) follow_nested(program, inner);
  });
  const StepKind& kind = kind_of(step.op);
  if (kind.makes.empty()) return;
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    if (kind.makes.contains(static_cast<Class>(cls))) {
      registers_.insert(Register(static_cast<Class>(cls), step.into));
    }
  }
}

void Prospects::follow(const Program& program, const Step& step) {
  follow_nested(program, step);
  if (kind_of(step.op).form == Form::drop) registers_.erase(step.self);
}

}  // namespace holdfast

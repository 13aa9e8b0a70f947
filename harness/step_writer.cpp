// SPDX-License-Identifier: MIT
#include "harness/step_writer.h"

#include <algorithm>
#include <span>
#include <vector>

namespace holdfast {

Register StepWriter::add(std::string_view op, Register self, std::initializer_list<Value> arguments,
                         Class makes, std::size_t into) {
  program_.add(*op_named(op), self, static_cast<std::uint8_t>(into),
               std::span(arguments.begin(), arguments.size()));
  return makes == Class::none ? Register() : Register(makes, into);
}

Value StepWriter::bytes(std::string_view contents, Kind kind) {
  return program_.arena.bytes(
      kind, {reinterpret_cast<const std::uint8_t*>(contents.data()), contents.size()});
}

Value StepWriter::items(Kind kind, std::initializer_list<Value> items) {
  return program_.arena.items(kind, std::span(items.begin(), items.size()));
}

Value StepWriter::custom(Hook hook, std::initializer_list<Value> items) {
  const std::size_t count = parts_of(hook);
  return program_.arena.custom(hook, std::span(items.begin(), std::min(count, items.size())));
}

Value StepWriter::numbers(Kind kind, std::initializer_list<std::int64_t> numbers) {
  std::vector<Value> values;
  for (const std::int64_t number : numbers) values.push_back(Arena::integer(number));
  return program_.arena.items(kind, values);
}

Value StepWriter::block(std::string_view op, Register self, std::initializer_list<Value> arguments,
                        std::size_t into) {
  const Value block = program_.room_for_block(1);
  const std::uint32_t first = program_.arena.append(std::span(arguments.begin(), arguments.size()));
  program_.nested[block.offset] = {.op = *op_named(op),
                                   .self = self,
                                   .into = static_cast<std::uint8_t>(into),
                                   .arguments = static_cast<std::uint8_t>(arguments.size()),
                                   .first = first};
  return block;
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
#include "model/iteration.h"

#include <algorithm>

#include "model/arguments.h"

namespace holdfast::model {

Result<Ref<Iterator>> make_iterator(Call& call, const Ref<Object>& object) {
  if (object->cls == Class::iterator) return std::static_pointer_cast<Iterator>(object);
  std::int64_t length = 0;
  if (object->cls == Class::memoryview) {
    const auto& view = static_cast<const View&>(*object);
    if (view.released) return raise(Exception::ValueError);
    length = view.shape[0];
  }
  return std::make_shared<Iterator>(call.model.census(), object, length);
}

Result<std::optional<Value>> advance(Iterator& iterator) {
  if (!iterator.over) return std::nullopt;
  if (iterator.over->cls == Class::bytearray) {
    const auto& data = static_cast<const Bytearray&>(*iterator.over).data;
    if (iterator.next < static_cast<std::int64_t>(data.size())) {
      return Arena::integer(data[static_cast<std::size_t>(iterator.next++)]);
    }
  } else if (iterator.next < iterator.length) {
    const auto& view = static_cast<const View&>(*iterator.over);
    if (view.released) return raise(Exception::ValueError);
    const auto place = view.places[static_cast<std::size_t>(iterator.next++)];
    return Arena::integer(view.acquisition->memory[place]);
  }
  iterator.over.reset();
  return std::nullopt;
}

Result<Iteration> Iteration::over(Call& call, Value value) {
  Iteration made(call, value);
  switch (value.kind) {
    case Kind::bytes:
    case Kind::bytearray:
    case Kind::text:
    case Kind::tuple:
    case Kind::list:
    case Kind::iterator:
      return made;
    case Kind::reference: {
      const auto iterator = make_iterator(call, call.object(value));
      if (!iterator) return fault(iterator);
      made.iterator_ = *iterator;
      return made;
    }
    default:
      return raise(Exception::TypeError);
  }
}

Result<std::optional<Value>> Iteration::next() {
  if (iterator_) return advance(*iterator_);
  if (value_.kind == Kind::iterator) return next_generated();
  return next_constant();
}

std::optional<Value> Iteration::next_constant() {
  if (next_ >= value_.size) return std::nullopt;
  if (value_.kind == Kind::tuple || value_.kind == Kind::list) {
    return call_->items(value_)[next_++];
  }
  if (value_.kind != Kind::text) return Arena::integer(call_->arena().contents(value_)[next_++]);
  // A str of one character: the bytes up to the next one that begins a character.
  Value character = value_;
  character.offset = value_.offset + next_;
  character.size = 1;
  const auto text = call_->arena().contents(value_);
  while (++next_ < value_.size && (text[next_] & 0xc0U) == 0x80U) ++character.size;
  return character;
}

Result<std::optional<Value>> Iteration::next_generated() {
  while (next_ < value_.size) {
    const Value item = call_->items(value_)[next_++];
    if (item.kind == Kind::raising) {
      next_ = value_.size;
      return raise(Exception::ZeroDivisionError);
    }
    if (item.kind != Kind::block) return item;
    call_->model.run_block(item);
  }
  return std::nullopt;
}

namespace {

Result<Value> step_iter(Call& call) { return call.make(call.target); }

Result<Value> step_next(Call& call) {
  const auto item = advance(call.self<Iterator>());
  if (!item) return fault(item);
  if (!*item) return raise(Exception::StopIteration);
  return **item;
}

// How many items are left; only a bytearray's iterator tells.
Result<Value> step_length_hint(Call& call) {
  const auto& iterator = call.self<Iterator>();
  if (iterator.of == Class::memoryview) return raise(Exception::AttributeError);
  if (!iterator.over) return Arena::integer(0);
  const auto& array = static_cast<const Bytearray&>(*iterator.over);
  return Arena::integer(std::max<std::int64_t>(0, array.size() - iterator.next));
}

Result<Value> step_drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"iterator.__iter__", step_iter},
    {"iterator.__next__", step_next},
    {"iterator.__length_hint__", step_length_hint},
    {"iterator.drop", step_drop},
};

}  // namespace

std::span<const Row> iterator_steps() { return kSteps; }

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
#include "model/iteration.h"

#include <algorithm>
#include <array>
#include <limits>

#include "model/arguments.h"
#include "model/elements.h"
#include "model/mapping.h"

namespace holdfast::model {

Result<Ref<Iterator>> make_iterator(Call& call, const Ref<Object>& object) {
  if (object->cls == Class::iterator) return std::static_pointer_cast<Iterator>(object);
  if (object->cls == Class::file || object->cls == Class::weakref) {
    return raise(Exception::TypeError);
  }
  // What the items of an exporter for tests are is no business of programs.
  if (object->cls == Class::exporter) return unspecified();
  std::int64_t length = 0;
  if (object->cls == Class::memoryview) {
    const auto& view = static_cast<const View&>(*object);
    if (view.released) return raise(Exception::ValueError);
    if (view.dimensions() == 0) return raise(Exception::TypeError);
    if (view.dimensions() > 1) return raise(Exception::NotImplementedError);
    if (const auto letter = letter_of(view.format); !letter) return fault(letter);
    length = view.shape[0];
  }
  return std::make_shared<Iterator>(call.model.census(), object, length);
}

namespace {

// The way backwards ends in front of the first item, and lets the object go one step later.
bool has_ended(const Iterator& iterator) {
  return !iterator.over || (iterator.backwards && iterator.next < 0);
}

// An item of a mapping is a bytes object of length 1. What goes wrong ends the way backwards.
Result<std::optional<Value>> advance_in_mapping(Iterator& iterator) {
  const auto& mapping = static_cast<const Mapping&>(*iterator.over);
  const std::int64_t place = iterator.next;
  if (place == std::numeric_limits<std::int64_t>::max()) return raise(Exception::OverflowError);
  const bool inside = place >= 0 && place < mapping.size();
  if (mapping.closed && place >= 0) {
    if (iterator.backwards) iterator.over.reset();
    return raise(Exception::ValueError);
  }
  if (!inside) {
    iterator.over.reset();
    return std::nullopt;
  }
  if (place >= mapping.reach()) return crash();
  iterator.next += iterator.backwards ? -1 : 1;
  return Call::letter(mapping.window[static_cast<std::size_t>(place)]);
}

// An item of a view. What goes wrong ends the way backwards.
Result<std::optional<Value>> advance_in_view(Iterator& iterator, Arena& room) {
  if (iterator.next < 0 || iterator.next >= iterator.length) {
    iterator.over.reset();
    return std::nullopt;
  }
  const Ref<Object> kept = iterator.over;
  const auto& view = static_cast<const View&>(*kept);
  if (iterator.backwards) iterator.over.reset();
  if (view.released) return raise(Exception::ValueError);
  if (view.dimensions() > 1) return raise(Exception::NotImplementedError);
  const auto place = static_cast<std::size_t>(iterator.next);
  if (!iterator.backwards) ++iterator.next;
  const auto letter = letter_of(view.format);
  if (!letter) return fault(letter);
  const auto item = unpack(view.element(place), *letter, room);
  if (!item) return fault(item);
  if (iterator.backwards) {
    --iterator.next;
    iterator.over = kept;
  }
  return *item;
}

}  // namespace

Result<std::optional<Value>> advance(Iterator& iterator, Arena& room) {
  if (!iterator.over) return std::nullopt;
  if (iterator.of == Class::memoryview) return advance_in_view(iterator, room);
  if (iterator.of == Class::mmap) return advance_in_mapping(iterator);
  if (iterator.over->cls == Class::bytearray) {
    const auto& data = static_cast<const Bytearray&>(*iterator.over).data;
    if (iterator.next < static_cast<std::int64_t>(data.size())) {
      return Arena::integer(data[static_cast<std::size_t>(iterator.next++)]);
    }
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
    case Kind::custom:
      if (value.hook != Hook::hint) return raise(Exception::TypeError);
      made.value_ = call.items(value)[2];
      return made;
    case Kind::reference: {
      if (value.reg.cls() == Class::bytesio) {
        made.stream_ = std::static_pointer_cast<Stream>(call.object(value));
        return made;
      }
      const auto iterator = make_iterator(call, call.object(value));
      if (!iterator) return fault(iterator);
      made.iterator_ = *iterator;
      return made;
    }
    default:
      return raise(Exception::TypeError);
  }
}

Result<> Iteration::ask_length() const {
  if (!iterator_ || has_ended(*iterator_)) return {};
  if (iterator_->of == Class::memoryview && iterator_->backwards &&
      static_cast<const View&>(*iterator_->over).released) {
    return raise(Exception::ValueError);
  }
  if (iterator_->of != Class::mmap) return {};
  if (static_cast<const Mapping&>(*iterator_->over).closed) return raise(Exception::ValueError);
  return {};
}

Result<std::int64_t> ask_hint(Call& call, Value iterable) {
  if (iterable.kind != Kind::custom || iterable.hook != Hook::hint) return 0;
  const auto answer = ask(call, iterable);
  if (!answer) return fault(answer);
  if (answer->integer < 0) return raise(Exception::ValueError);
  return answer->integer;
}

Result<std::optional<Value>> Iteration::next() {
  if (iterator_) return next_of_iterator();
  if (stream_) return next_of_stream();
  if (value_.kind == Kind::iterator) return next_generated();
  return next_constant();
}

// An integer beyond 64 bits has no place among the program's values, where those who take it would
// look for it; such programs end here.
Result<std::optional<Value>> Iteration::next_of_iterator() {
  Arena room;
  auto item = advance(*iterator_, room);
  if (!item || !*item) return item;
  if ((*item)->kind == Kind::big) return unspecified();
  if ((*item)->kind != Kind::bytes || iterator_->of != Class::memoryview) return item;
  return Call::letter(room.contents(**item)[0]);
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

Result<std::optional<Value>> Iteration::next_of_stream() {
  auto line = next_line(*stream_);
  if (!line) return fault(line);
  if (!*line) return std::nullopt;
  return call_->keep_line(std::move(**line));
}

namespace {

Result<Value> step_iter(Call& call) { return call.make(call.target); }

Result<Value> step_next(Call& call) {
  // What a view's iterator gives is in the room for results already.
  const auto item = advance(call.self<Iterator>(), call.model.results());
  if (!item) return fault(item);
  if (!*item) return raise(Exception::StopIteration);
  if ((*item)->kind != Kind::bytes || call.self<Iterator>().of == Class::memoryview) return **item;
  return call.model.results().bytes(Kind::bytes, call.contents(**item));
}

bool has_no_state(const Call& call) {
  const auto& iterator = call.self<Iterator>();
  return iterator.of == Class::memoryview && !iterator.backwards;
}

// How many items are left; a memoryview's iterator does not tell, but reversed() does.
Result<Value> step_length_hint(Call& call) {
  const auto& iterator = call.self<Iterator>();
  if (has_ended(iterator)) return Arena::integer(0);
  if (iterator.of == Class::memoryview) {
    if (static_cast<const View&>(*iterator.over).released) return raise(Exception::ValueError);
    return Arena::integer(iterator.next + 1);
  }
  if (iterator.of == Class::mmap) {
    const auto& mapping = static_cast<const Mapping&>(*iterator.over);
    if (mapping.closed) return raise(Exception::ValueError);
    const std::int64_t size = mapping.size();
    if (!iterator.backwards) return Arena::integer(std::max<std::int64_t>(0, size - iterator.next));
    return Arena::integer(size <= iterator.next ? 0 : iterator.next + 1);
  }
  const auto& array = static_cast<const Bytearray&>(*iterator.over);
  return Arena::integer(std::max<std::int64_t>(0, array.size() - iterator.next));
}

// A memoryview's iterator cannot be set. An exact int is needed; -1 and less end the iteration.
Result<Value> step_set_state(Call& call) {
  auto& iterator = call.self<Iterator>();
  if (call[0].kind == Kind::big) return raise(Exception::OverflowError);
  if (call[0].kind != Kind::integer && call[0].kind != Kind::boolean) {
    return raise(Exception::TypeError);
  }
  if (has_ended(iterator)) return Value{};
  if (iterator.of == Class::memoryview) {
    if (static_cast<const View&>(*iterator.over).released) return raise(Exception::ValueError);
    iterator.next = std::clamp<std::int64_t>(call[0].integer, -1, iterator.length - 1);
    return Value{};
  }
  if (iterator.of == Class::mmap) {
    const auto& mapping = static_cast<const Mapping&>(*iterator.over);
    if (!iterator.backwards) {
      iterator.next = std::max<std::int64_t>(0, call[0].integer);
      return Value{};
    }
    if (mapping.closed) return raise(Exception::ValueError);
    iterator.next = std::clamp<std::int64_t>(call[0].integer, -1, mapping.size() - 1);
    return Value{};
  }
  const auto& array = static_cast<const Bytearray&>(*iterator.over);
  iterator.next = std::min(call[0].integer, array.size());
  if (iterator.next < 0) iterator.over.reset();
  return Value{};
}

// (iter, (what,), next), or (iter, ((),)) at the end.
Result<Value> step_reduce(Call& call) {
  const auto& iterator = call.self<Iterator>();
  if (has_no_state(call)) return raise(Exception::TypeError);
  Arena& results = call.model.results();
  const Value iter = Arena::plain(Kind::object);
  if (has_ended(iterator)) {
    const Value nothing = results.items(Kind::tuple, {});
    const Value arguments = results.items(Kind::tuple, std::array{nothing});
    return results.items(Kind::tuple, std::array{iter, arguments});
  }
  Value what = Arena::plain(Kind::object);
  if (iterator.over->home.exists()) {
    what = Arena::reference(iterator.over->home);
  } else if (iterator.of == Class::bytearray) {
    what = results.bytes(Kind::bytearray, static_cast<const Bytearray&>(*iterator.over).data);
  }
  const Value arguments = results.items(Kind::tuple, std::array{what});
  return results.items(Kind::tuple, std::array{iter, arguments, Arena::integer(iterator.next)});
}

Result<Value> step_drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"iterator.__iter__", step_iter},
    {"iterator.__next__", step_next},
    {"iterator.__length_hint__", step_length_hint, 0, 0, {}, false, has_no_state},
    {"iterator.__setstate__", step_set_state, 1, 1, {}, false, has_no_state},
    {"iterator.__reduce__", step_reduce},
    {"iterator.drop", step_drop},
};

}  // namespace

std::span<const Row> iterator_steps() { return kSteps; }

}  // namespace holdfast::model

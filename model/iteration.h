// SPDX-License-Identifier: MIT
//
// Python's iteration: over the arguments of a step (lists, tuples, generators whose items may run
// steps) and over modelled objects.
#pragma once

#include <cstddef>
#include <optional>

#include "model/call.h"
#include "model/streams.h"

namespace holdfast::model {

class Iteration {
 public:
  // PyObject_GetIter; TypeError for what cannot be iterated.
  static Result<Iteration> over(Call& call, Value value);

  // PyObject_LengthHint of the iterator, as far as it can fail: ValueError for what iterates over a
  // closed mapping.
  [[nodiscard]] Result<> ask_length() const;

  // PyIter_Next: the next item, or nothing at the end.
  Result<std::optional<Value>> next();

 private:
  Iteration(Call& call, Value value) : call_(&call), value_(value) {}
  std::optional<Value> next_constant();
  Result<std::optional<Value>> next_generated();
  Result<std::optional<Value>> next_of_stream();
  Result<std::optional<Value>> next_of_iterator();

  Call* call_;
  Value value_;
  std::size_t next_ = 0;
  Ref<Iterator> iterator_;  // over a modelled object
  Ref<Stream> stream_;      // a stream, which is its own iterator
};

// PyObject_LengthHint of what is iterated over: its __length_hint__ runs; 0 where it has none.
Result<std::int64_t> ask_hint(Call& call, Value iterable);

// iter(object) of a bytearray, memoryview or mapping.
Result<Ref<Iterator>> make_iterator(Call& call, const Ref<Object>& object);
// next(iterator): nothing at the end, and ever after. What does not fit a value goes to `room`.
Result<std::optional<Value>> advance(Iterator& iterator, Arena& room);

}  // namespace holdfast::model

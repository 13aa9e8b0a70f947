// SPDX-License-Identifier: MIT
//
// What Python's C functions make of their arguments: integers, indexes, bytes, slices. Each
// function is called after the CPython function it stands for, gives the exception type that one
// raises, and runs a hostile argument's steps exactly when that one calls __index__.
#pragma once

#include <cstddef>
#include <cstdint>

#include "model/call.h"

namespace holdfast::model {

// An integer of any size: `beyond` is its sign when 64 bits cannot hold it, else 0.
struct Number {
  std::int64_t value = 0;
  int beyond = 0;
};

// True for integers and what has __index__; _PyIndex_Check.
bool has_index(const Arena& arena, Value value);
// True for what counts as a number; PyNumber_Check.
bool is_number(const Arena& arena, Value value);

// Runs the steps of a hostile argument and gives its answer.
Result<Value> ask(Call& call, Value custom);

// Whether an object has an __eq__ of its own, which is asked where nothing else knows the answer;
// and what it says.
bool has_equality(Value value);
Result<bool> ask_equality(Call& call, Value custom);

// PyNumber_Index. Anything but an integer is a TypeError.
Result<Number> as_number(Call& call, Value value);
// PyNumber_AsSsize_t: `beyond` is raised when 64 bits cannot hold it.
Result<std::int64_t> as_size(Call& call, Value value, Exception beyond = Exception::OverflowError);
// PyLong_AsInt: OverflowError beyond 32 bits.
Result<std::int64_t> as_int(Call& call, Value value);
// PyNumber_AsSsize_t without an exception: the nearest number that 64 bits can hold.
Result<std::int64_t> as_clipped(Call& call, Value value);
// _getbytevalue: ValueError outside of 0 to 255.
Result<std::uint8_t> as_byte(Call& call, Value value);
// PyObject_IsTrue.
Result<bool> as_truth(Call& call, Value value);

// A start or end of a search, `missing` when absent or None; _PyEval_SliceIndex.
Result<std::int64_t> as_bound(Call& call, std::size_t place, std::int64_t missing);

struct Slice {
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
  std::int64_t length = 0;  // set by fit()

  // Where the `nth` selected item is; below `length`, so that nothing overflows.
  [[nodiscard]] std::size_t at(std::int64_t nth) const {
    return static_cast<std::size_t>(start + nth * step);
  }

  // PySlice_AdjustIndices: cuts it to an object of that size.
  void fit(std::int64_t size);
};

// PySlice_Unpack: step first, then start and stop; ValueError for step 0.
Result<Slice> as_slice(Call& call, Value value);

// Cuts a search from `start` to `end` to `size` bytes; `end` - `start` may become negative.
void adjust_indices(std::int64_t& start, std::int64_t& end, std::int64_t size);

}  // namespace holdfast::model

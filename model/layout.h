// SPDX-License-Identifier: MIT
//
// How the elements of a buffer lie in its memory: the fields of Py_buffer as Python shows them, and
// the place of every single element, in C order. Everything that reads or writes goes by those
// places; strides and suboffsets are only ever shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/places.h"

namespace holdfast::model {

struct Layout {
  Places places;  // of each element, in C order
  std::string format = "B";
  std::int64_t itemsize = 1;
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> suboffsets;
  bool readonly = false;

  // So many bytes one after the other.
  static Layout of_bytes(std::size_t size, bool readonly);

  [[nodiscard]] std::size_t dimensions() const { return shape.size(); }
  [[nodiscard]] std::int64_t size() const {
    return static_cast<std::int64_t>(places.size()) * itemsize;
  }

  // The places in the order in which Fortran counts: the first index runs fastest.
  [[nodiscard]] Places places_in_fortran_order() const;
  // PyBuffer_IsContiguous: elements lie side by side in that order ('C', 'F', or 'A' for either),
  // and no pointers lead to them.
  [[nodiscard]] bool is_contiguous(char order) const;

  // The same elements as a buffer of one dimension, or with the strides that C would give them.
  void flatten();
  void use_c_strides();
  // Leaves the elements of the first dimension at `start`, `start` + `step` and so on, `count` of
  // them.
  void narrow(std::int64_t start, std::int64_t step, std::int64_t count);
};

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
//
// Observations: what can be seen of an object between two steps. A subject fills in what it can
// show and says so in `shows`; comparisons look only at what both sides show. Spans and views point
// into the subject and are good until its next step.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/register.h"

namespace holdfast {

// What an observation can show, one bit each.
enum class Aspect : std::uint8_t {
  contents,   // the bytes, in C order for a view of any shape
  closed,     // a closed stream or mapping, a released view
  readonly,   // of a view or mapping
  position,   // of a stream, mapping or iterator
  allocated,  // bytes allocated, as __alloc__ or __sizeof__ count them
  locked,     // something exports it: a resize would raise BufferError
  exports,    // how many exports exactly
  address,    // where the exported memory is; of a view, where its first element is
  identity,   // which object this is, and for a view: of which object, by which acquisition
  layout,     // of a view: format, itemsize, shape, strides, suboffsets
};

inline constexpr std::size_t kAspects = 10;

constexpr std::uint32_t bit(Aspect aspect) { return 1U << static_cast<unsigned>(aspect); }

struct Observation {
  std::uint32_t shows = 0;
  bool closed = false;
  bool readonly = false;
  bool locked = false;
  std::span<const std::uint8_t> contents;
  std::int64_t position = 0;
  std::int64_t allocated = 0;
  std::int64_t exports = 0;
  const void* address = nullptr;
  std::uint64_t identity = 0;     // of the object itself; zero is nothing
  std::uint64_t exporter = 0;     // view: the identity of the object whose memory it shows
  std::uint64_t acquisition = 0;  // view: the managed buffer, shared by views of one acquisition
  std::string_view format;
  std::int64_t itemsize = 0;
  std::span<const std::int64_t> shape;
  std::span<const std::int64_t> strides;
  std::span<const std::int64_t> suboffsets;

  [[nodiscard]] bool has(Aspect aspect) const { return (shows & bit(aspect)) != 0; }
  void show(Aspect aspect) { shows |= bit(aspect); }

  // Shows nothing again. What needs an aspect to be read may stay as it was: this is done for every
  // object after every step.
  void clear() {
    shows = 0;
    closed = readonly = locked = false;
    position = allocated = exports = 0;
    identity = exporter = acquisition = 0;
  }
};

}  // namespace holdfast

// SPDX-License-Identifier: MIT
#include "model/streams.h"

#include <algorithm>
#include <limits>

namespace holdfast::model {

Result<> Stream::check_open() const {
  if (closed) return raise(Exception::ValueError);
  return {};
}

Result<> Stream::check_lock() const {
  if (exports > 0) return raise(Exception::BufferError);
  return {};
}

std::int64_t Stream::left() const { return position < size() ? size() - position : 0; }

std::int64_t Stream::line(std::int64_t most) const {
  std::int64_t length = 0;
  while (length < left() && length != most) {
    const std::uint8_t byte = data[static_cast<std::size_t>(position + length++)];
    if (byte == '\n') break;
  }
  return length;
}

Contents Stream::take(std::int64_t count) {
  Contents taken;
  while (count-- > 0) taken.push_back(data[static_cast<std::size_t>(position++)]);
  return taken;
}

Result<> Stream::put(ByteSpan bytes) {
  if (bytes.empty()) return {};
  // CPython adds one byte to what it needs, and 33 of its own: what then does not fit a size has
  // names of its own before memory runs out.
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const std::int64_t spare = kMost - position - static_cast<std::int64_t>(bytes.size());
  if (spare < 0) return raise(Exception::OverflowError);
  if (spare == 0) return raise(Exception::SystemError);
  if (spare <= 33) return raise(Exception::OverflowError);
  const std::int64_t end = kMost - spare;
  if (const auto room = room_for(end); !room) return room;
  while (size() < end) data.push_back(0);
  for (const std::uint8_t byte : bytes) data[static_cast<std::size_t>(position++)] = byte;
  return {};
}

Result<std::optional<Contents>> next_line(Stream& stream) {
  if (const auto open = stream.check_open(); !open) return fault(open);
  const std::int64_t length = stream.line(-1);
  if (length == 0) return std::nullopt;
  return stream.take(length);
}

}  // namespace holdfast::model

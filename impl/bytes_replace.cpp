// SPDX-License-Identifier: MIT
//
// Replacement counts first and allocates once; the search between the occurrences is memchr's and
// memmem's.
#include "impl/bytes_replace.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

std::uint8_t* put(std::uint8_t* out, Span bytes) {
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

// The size of `size` bytes with `count` times `from` bytes replaced by `to` bytes, or -1.
std::int64_t replaced_size(std::int64_t size, std::int64_t count, std::int64_t from,
                           std::int64_t to) {
  const std::int64_t growth = to - from;
  if (growth > 0 && count > (kSizeMax - size) / growth) return -1;
  return size + count * growth;
}

// `replacement` before each of the first bytes of `text`, `count` times in all.
void interleave(std::uint8_t* out, Span text, Span replacement, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    out = put(out, replacement);
    if (text.empty()) break;
    *out++ = text[0];
    text = text.subspan(1);
  }
  put(out, text);
}

}  // namespace

Result<Ref<ByteArray>> replace(Span text, Span old, Span replacement, std::int64_t limit) {
  if (limit < 0) limit = kSizeMax;
  const std::int64_t times = text.size() < old.size() || (old.empty() && replacement.empty())
                                 ? 0
                                 : count(text, old, limit);
  if (times == 0) return ByteArray::create(text);
  const std::int64_t size = replaced_size(static_cast<std::int64_t>(text.size()), times,
                                          static_cast<std::int64_t>(old.size()),
                                          static_cast<std::int64_t>(replacement.size()));
  if (size < 0) return fail(ExceptionType::OverflowError, "replace bytes is too long");
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(size));
  std::uint8_t* out = result->mutable_contents().data();
  if (old.empty()) {
    interleave(out, text, replacement, times);
    return result;
  }
  // Byte for byte nothing moves.
  if (old.size() == 1 && replacement.size() == 1 && limit == kSizeMax) {
    const std::uint8_t from = old[0];
    const std::uint8_t to = replacement[0];
    std::ranges::transform(text, out, [=](std::uint8_t c) { return c == from ? to : c; });
    return result;
  }
  for (std::int64_t i = 0; i < times; ++i) {
    const auto at = static_cast<std::size_t>(find(text, old));
    out = put(out, text.first(at));
    out = put(out, replacement);
    text = text.subspan(at + old.size());
  }
  put(out, text);
  return result;
}

Result<Ref<ByteArray>> expand_tabs(Span text, int tab_size) {
  const auto spaces = [tab_size](std::int64_t column) {
    return tab_size > 0 ? tab_size - column % tab_size : 0;
  };
  std::int64_t size = 0;
  std::int64_t column = 0;
  for (const std::uint8_t c : text) {
    const std::int64_t width = c == '\t' ? spaces(column) : 1;
    if (size > kSizeMax - width) return fail(ExceptionType::OverflowError, "result too long");
    size += width;
    column = c == '\n' || c == '\r' ? 0 : column + width;
  }
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(size));
  std::uint8_t* out = result->mutable_contents().data();
  column = 0;
  for (const std::uint8_t c : text) {
    const std::int64_t width = c == '\t' ? spaces(column) : 1;
    std::memset(out, c == '\t' ? ' ' : c, static_cast<std::size_t>(width));
    out += width;
    column = c == '\n' || c == '\r' ? 0 : column + width;
  }
  return result;
}

Result<Ref<ByteArray>> pad(Span text, std::int64_t left, std::int64_t right, std::uint8_t fill) {
  const auto size = static_cast<std::int64_t>(text.size());
  if (left > kSizeMax - size || right > kSizeMax - size - left) return size_overflow();
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(left + size + right));
  std::uint8_t* out = result->mutable_contents().data();
  std::memset(out, fill, static_cast<std::size_t>(left));
  out = put(out + left, text);
  std::memset(out, fill, static_cast<std::size_t>(right));
  return result;
}

Result<Ref<ByteArray>> repeat(Span text, std::int64_t count) {
  if (count <= 0 || text.empty()) return ByteArray::create();
  const auto size = static_cast<std::int64_t>(text.size());
  if (size > kSizeMax / count) return size_overflow();
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(size * count));
  const auto out = result->mutable_contents();
  std::memcpy(out.data(), text.data(), text.size());
  for (std::size_t done = text.size(); done < out.size();) {
    const std::size_t part = std::min(done, out.size() - done);
    std::memcpy(out.data() + done, out.data(), part);
    done += part;
  }
  return result;
}

}  // namespace holdfast::impl

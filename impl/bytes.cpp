// SPDX-License-Identifier: MIT
//
// bytes: contents and the buffer. Nothing is counted on release: the memory never changes.
#include "impl/bytes.h"

#include <array>
#include <cstring>

#include "impl/buffer.h"
#include "impl/hash.h"
#include "impl/iterators.h"
#include "impl/sanitizer.h"

namespace holdfast::impl {

// A line, a field of a record: few bytes are behind the object in the same piece of memory, as all
// bytes are in CPython.
template <std::size_t kRoom>
class Bytes::Few final : public Bytes {
 public:
  Few() {  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by whoever asked for it
    static_assert(sizeof(Few) == sizeof(Bytes) + kRoom);
    room_ = kRoom;
  }

 private:
  std::array<std::uint8_t, kRoom> behind_;
};

// An object without contents, with room for `size` bytes where these are few.
Result<Ref<Bytes>> Bytes::with_room(std::size_t size) {
  constexpr std::size_t kFew = 16;
  constexpr std::size_t kSome = 88;
  // A sanitizer sees the end of a block, and not that of an array.
  if (kMemoryIsWatched || size == 0 || size > kSome) return make<Bytes>();
  if (size <= kFew) return make<Few<kFew>>();
  return make<Few<kSome>>();
}

Result<Ref<Bytes>> Bytes::uninitialized(std::size_t size) {
  HOLDFAST_TRY(auto bytes, with_room(size));
  HOLDFAST_CHECK(bytes->resize_unshared(size));
  return bytes;
}

Result<Ref<Bytes>> Bytes::create(std::span<const std::uint8_t> contents) {
  HOLDFAST_TRY(auto bytes, with_room(contents.size()));
  HOLDFAST_CHECK(bytes->fill(contents));
  return bytes;
}

Result<void> Bytes::fill(std::span<const std::uint8_t> contents) {
  HOLDFAST_CHECK(resize_unshared(contents.size()));
  if (!contents.empty()) std::memcpy(unshared_contents().data(), contents.data(), contents.size());
  return {};
}

Result<Ref<Bytes>> Bytes::adopt(Block block) {
  HOLDFAST_TRY(auto bytes, make<Bytes>());
  bytes->block_ = std::move(block);
  return bytes;
}

Result<void> Bytes::resize_unshared(std::size_t size) {
  const bool were_few = block_.data() == nullptr;
  if (were_few && size <= room_) {
    few_ = static_cast<std::uint8_t>(size);
    return {};
  }
  if (!block_.resize(size)) return memory_error();
  if (were_few && few_ > 0) std::memcpy(block_.data(), room(), few_);
  few_ = 0;
  return {};
}

Result<void> Bytes::getbuffer(Buffer& view, Request request) {
  return fill_info(view, this, unshared_contents(), true, request);
}

Result<Ref<Object>> Bytes::iter() { return make_bytes_iterator(*this); }

Result<std::int64_t> Bytes::hash() { return hash_bytes(contents()); }

}  // namespace holdfast::impl

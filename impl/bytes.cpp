// SPDX-License-Identifier: MIT
//
// bytes: contents and the buffer. Nothing is counted on release: the memory never changes.
#include "impl/bytes.h"

#include <cstring>

#include "impl/buffer.h"
#include "impl/hash.h"
#include "impl/iterators.h"

namespace holdfast::impl {

Result<Ref<Bytes>> Bytes::uninitialized(std::size_t size) {
  HOLDFAST_TRY(auto bytes, make<Bytes>());
  if (!bytes->block_.resize(size)) return memory_error();
  return bytes;
}

Result<Ref<Bytes>> Bytes::create(std::span<const std::uint8_t> contents) {
  HOLDFAST_TRY(auto bytes, make<Bytes>());
  HOLDFAST_CHECK(bytes->fill(contents));
  return bytes;
}

Result<void> Bytes::fill(std::span<const std::uint8_t> contents) {
  if (!block_.resize(contents.size())) return memory_error();
  if (!contents.empty()) std::memcpy(block_.data(), contents.data(), contents.size());
  return {};
}

Result<Ref<Bytes>> Bytes::adopt(Block block) {
  HOLDFAST_TRY(auto bytes, make<Bytes>());
  bytes->block_ = std::move(block);
  return bytes;
}

Result<void> Bytes::resize_unshared(std::size_t size) {
  if (!block_.resize(size)) return memory_error();
  return {};
}

Result<void> Bytes::getbuffer(Buffer& view, Request request) {
  return fill_info(view, this, block_.bytes(), true, request);
}

Result<Ref<Object>> Bytes::iter() { return make_bytes_iterator(*this); }

Result<std::int64_t> Bytes::hash() { return hash_bytes(contents()); }

}  // namespace holdfast::impl

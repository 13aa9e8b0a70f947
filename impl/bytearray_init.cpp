// SPDX-License-Identifier: MIT
//
// bytearray.__init__: what it makes of each kind of source. The source may run any code while it is
// being read, so nothing about the array is assumed between two calls of it.
#include <cstring>

#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/codecs.h"
#include "impl/convert.h"
#include "impl/str.h"

namespace holdfast::impl {

Result<void> ByteArray::init(const Value* source, std::optional<std::string_view> encoding,
                             std::optional<std::string_view> errors) {
  if (size_ != 0) HOLDFAST_CHECK(resize(0));

  const Str* text = source == nullptr ? nullptr : source->as<Str>();
  if (text == nullptr && encoding) return type_error("encoding without a string argument");
  if (text == nullptr && errors) return type_error("errors without a string argument");
  if (source == nullptr) return {};
  if (text != nullptr) {
    if (!encoding) return type_error("string argument without an encoding");
    HOLDFAST_TRY(const Block encoded, encode(*text, *encoding, errors));
    return replace_range(size_, size_, encoded.bytes());
  }

  if (supports_index(*source)) {
    HOLDFAST_TRY(const bool done, init_from_size(*source));
    if (done) return {};
  }
  // The buffer of bytes is their contents; nobody can tell whether it was acquired.
  if (const Bytes* bytes = source->as<Bytes>()) {
    HOLDFAST_CHECK(resize(static_cast<std::int64_t>(bytes->contents().size())));
    if (size_ > 0) std::memcpy(start_, bytes->contents().data(), bytes->contents().size());
    return {};
  }
  if (supports_buffer(*source)) {
    AcquiredBuffer buffer;
    HOLDFAST_CHECK(acquire(*source, request::kFullRo, buffer));
    return init_from_buffer(buffer.view());
  }
  HOLDFAST_TRY(const bool done, init_from_items(*source));
  if (done) return {};
  return init_from_iterable(*source);
}

// False when __index__ raised TypeError: then the source is taken for something else.
Result<bool> ByteArray::init_from_size(const Value& source) {
  auto size = as_index(source, ExceptionType::OverflowError);
  if (!size) {
    if (is_a(size.error().type, ExceptionType::TypeError)) return false;
    return Failure(std::move(size).error());
  }
  if (*size < 0) return value_error("negative count");
  if (*size > 0) {
    HOLDFAST_CHECK(resize(*size));
    std::memset(start_, 0, static_cast<std::size_t>(*size));
  }
  return true;
}

// The buffer may be one of this very array, if __buffer__ filled it.
Result<void> ByteArray::init_from_buffer(const Buffer& view) {
  const auto size = static_cast<std::size_t>(view.len);
  if (is_contiguous(view, 'C')) {
    HOLDFAST_CHECK(resize(view.len));
    if (size > 0) std::memmove(start_, view.pointer, size);
    return {};
  }
  HOLDFAST_CHECK(resize(view.len));
  Block copy;
  if (!copy.resize(size)) return memory_error();
  copy_to(view, copy.data());
  if (size > 0) std::memcpy(start_, copy.data(), size);
  return {};
}

// Lists and tuples of plain ints are taken in one go; false when there is something else in them,
// and the array is empty again.
Result<bool> ByteArray::init_from_items(const Value& source) {
  const Sequence* sequence = source.as<List>();
  if (sequence == nullptr) sequence = source.as<Tuple>();
  if (sequence == nullptr) return false;
  const auto items = sequence->items();
  HOLDFAST_CHECK(resize(static_cast<std::int64_t>(items.size())));
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool plain =
        items[i].kind() == Value::Kind::integer ||
        (items[i].is_object() && items[i].object().type() == ObjectType::big_integer);
    if (!plain) {
      if (size_ != 0) HOLDFAST_CHECK(resize(0));
      return false;
    }
    const auto byte = as_byte(items[i]);
    if (!byte) {
      HOLDFAST_CHECK(resize(0));
      return value_error("byte must be in range(0, 256)");
    }
    start_[i] = *byte;
  }
  return true;
}

Result<void> ByteArray::init_from_iterable(const Value& source) {
  auto iterator = iterate(source);
  if (!iterator) {
    if (is_a(iterator.error().type, ExceptionType::TypeError)) {
      return type_error("cannot convert '{}' object to bytearray", source.type_name());
    }
    return Failure(std::move(iterator).error());
  }
  for (Value item;;) {
    HOLDFAST_TRY(const bool more, (*iterator)->next(item));
    if (!more) return {};
    HOLDFAST_TRY(const std::uint8_t byte, as_byte(item));
    // Spare room is used as it is, without a thought of shrinking. CPython uses it while the memory
    // is exported, too: docs/exceptions.md, init-exported.
    if (exports_ == 0 && static_cast<std::size_t>(size_) + offset() + 1 < alloc_.size()) {
      ++size_;
      start_[size_] = 0;
    } else {
      HOLDFAST_CHECK(resize(size_ + 1));
    }
    start_[size_ - 1] = byte;
  }
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// memoryview: equality by value and hashing. Items of the same native format are compared as C
// compares them, all others as the struct module unpacks them.
#include <array>
#include <cstring>

#include "impl/hash.h"
#include "impl/memoryview.h"
#include "impl/native_format.h"
#include "impl/struct_format.h"

namespace holdfast::impl {
namespace {

// How the items of two views are compared.
struct Comparer {
  char letter = 0;  // of a native format that both have; else by the struct formats
  std::optional<StructFormat> left;
  std::optional<StructFormat> right;

  [[nodiscard]] bool same(const std::uint8_t* mine, const std::uint8_t* theirs) const {
    if (letter == 0) return left->same(mine, *right, theirs);
    return unpack_native(mine, letter).equals(unpack_native(theirs, letter));
  }
};

// Shapes are equal up to a dimension without items. CPython: equiv_shape.
bool same_shape(const Buffer& left, const Buffer& right) {
  if (left.ndim != right.ndim) return false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(left.ndim); ++i) {
    if (left.shape[i] != right.shape[i]) return false;
    if (left.shape[i] == 0) break;
  }
  return true;
}

const std::uint8_t* follow(const Buffer& view, std::size_t dimension, const std::uint8_t* item) {
  if (view.suboffsets == nullptr || view.suboffsets[dimension] < 0) return item;
  return pointed_to(item) + view.suboffsets[dimension];
}

// The same for a row of plain numbers; nothing where they are not.
std::optional<bool> same_numbers(const std::uint8_t* mine, std::int64_t my_stride,
                                 const std::uint8_t* theirs, std::int64_t their_stride,
                                 std::int64_t count, char letter) {
  return with_number_type(letter, std::optional<bool>(), [&]<typename T>(T) {
    std::int64_t i = 0;
    while (i < count &&
           read_number<T>(mine + i * my_stride) == read_number<T>(theirs + i * their_stride)) {
      ++i;
    }
    return std::optional(i == count);
  });
}

bool same_items(const Buffer& left, const std::uint8_t* mine, const Buffer& right,
                const std::uint8_t* theirs, int dimension, const Comparer& comparer) {
  if (dimension == left.ndim) return comparer.same(mine, theirs);
  const auto at = static_cast<std::size_t>(dimension);
  if (dimension + 1 == left.ndim && left.suboffsets == nullptr && right.suboffsets == nullptr) {
    const auto same = same_numbers(mine, left.strides[at], theirs, right.strides[at],
                                   left.shape[at], comparer.letter);
    if (same) return *same;
  }
  for (std::int64_t i = 0; i < left.shape[at]; ++i) {
    // The stride of a single item may lead anywhere: it is not taken.
    if (i != 0) {
      mine += left.strides[at];
      theirs += right.strides[at];
    }
    if (!same_items(left, follow(left, at, mine), right, follow(right, at, theirs), dimension + 1,
                    comparer)) {
      return false;
    }
  }
  return true;
}

// True where equal bytes are equal values and the other way round.
bool is_plain(char letter) {
  return letter != 0 && letter != '?' && letter != 'f' && letter != 'd' && letter != 'e';
}

Result<bool> compare(const Buffer& left, const Buffer& right) {
  const bool described = right.ndim == 0 || (right.shape != nullptr && right.strides != nullptr);
  if (!described || !same_shape(left, right)) return false;
  const char* right_text = right.format != nullptr ? right.format : "B";
  const NativeFormat mine = native_format(left.format);
  const NativeFormat theirs = native_format(right_text);
  Comparer comparer;
  if (mine && theirs && mine.letter == theirs.letter) {
    comparer.letter = mine.letter;
    if (left.itemsize < mine.size || right.itemsize < mine.size) return false;
    const bool packed = left.itemsize == mine.size && right.itemsize == mine.size;
    if (packed && is_plain(mine.letter) && left.ndim > 0 && is_contiguous(left, 'C') &&
        is_contiguous(right, 'C')) {
      return left.len == 0 ||
             std::memcmp(left.pointer, right.pointer, static_cast<std::size_t>(left.len)) == 0;
    }
  } else {
    HOLDFAST_TRY(comparer.left, StructFormat::parse(left.format));
    if (!comparer.left) return false;
    HOLDFAST_TRY(comparer.right, StructFormat::parse(right_text));
    if (!comparer.right) return false;
    // An exporter whose items are smaller than their format says would have us read beyond them.
    if (comparer.left->size() > left.itemsize || comparer.right->size() > right.itemsize) {
      return false;
    }
  }
  return same_items(left, left.pointer, right, right.pointer, 0, comparer);
}

}  // namespace

Result<bool> MemoryView::equals(const Value& other) {
  const MemoryView* other_view = other.as<MemoryView>();
  if (released_) return other_view == this;
  if (other_view != nullptr) {
    if (other_view->released_) return false;
    return compare(view_, other_view->view_);
  }
  AcquiredBuffer theirs;
  if (!acquire(other, request::kFullRo, theirs)) {
    if (!other.is_object() || !other.object().has_equality()) return false;
    return other.object().equal_to(Value::share(*this));
  }
  // Foreign code may have released this view, and its memory may be gone: see docs/exceptions.md.
  if (released_) return false;
  return compare(view_, theirs.view());
}

Result<std::int64_t> MemoryView::hash() {
  if (hash_) return *hash_;
  HOLDFAST_CHECK(check_released());
  if (!view_.readonly) return value_error("cannot hash writable memoryview object");
  if (!native_format(view_.format).is_bytes()) {
    return value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
  }
  if (Object* exporter = managed_->view().obj.get(); exporter != nullptr) {
    // Its hash may run foreign code, which must not release the view.
    ++exports_;
    auto hash = exporter->hash();
    --exports_;
    if (!hash) return Failure(std::move(hash).error());
  }
  const auto size = static_cast<std::size_t>(view_.len);
  if (contiguous('C')) {
    hash_ = hash_bytes({view_.pointer, size});
  } else {
    Block copy;
    if (!copy.resize(size)) return memory_error();
    copy_to(view_, copy.data());
    hash_ = hash_bytes(copy.bytes());
  }
  return *hash_;
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// A growing array that says "no" instead of throwing: what the library uses where another would use
// std::vector, so that every allocation failure becomes a MemoryError.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <span>
#include <utility>

#include "impl/memory.h"

namespace holdfast::impl {

template <typename T>
class Array {
 public:
  Array() = default;
  Array(Array&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Array& operator=(Array&& other) noexcept {
    Array dying(std::move(*this));
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }
  ~Array() {
    clear();
    memory::release(data_, capacity_ * sizeof(T));
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] T* data() { return data_; }
  [[nodiscard]] const T* data() const { return data_; }
  [[nodiscard]] T* begin() { return data_; }
  [[nodiscard]] T* end() { return data_ + size_; }
  [[nodiscard]] const T* begin() const { return data_; }
  [[nodiscard]] const T* end() const { return data_ + size_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  [[nodiscard]] std::span<const T> items() const { return {data_, size_}; }

  // Makes room for `capacity` items in all; false (and no change) when memory is refused.
  [[nodiscard]] bool reserve(std::size_t capacity) noexcept {
    if (capacity <= capacity_) return true;
    if (capacity > std::numeric_limits<std::size_t>::max() / sizeof(T)) {
      memory::refuse_overflow();
      return false;
    }
    auto* room = static_cast<T*>(memory::allocate(capacity * sizeof(T)));
    if (room == nullptr) return false;
    for (std::size_t i = 0; i < size_; ++i) {
      std::construct_at(room + i, std::move(data_[i]));
      std::destroy_at(data_ + i);
    }
    memory::release(data_, capacity_ * sizeof(T));
    data_ = room;
    capacity_ = capacity;
    return true;
  }

  // Appends one item; false (and no change) when memory is refused.
  [[nodiscard]] bool push_back(T item) noexcept {
    if (size_ == capacity_ && !reserve(capacity_ < 4 ? 4 : capacity_ + capacity_ / 2)) return false;
    std::construct_at(data_ + size_, std::move(item));
    ++size_;
    return true;
  }

  // Appends make(0) to make(count - 1), for which there must be room.
  template <typename Make>
  void extend_reserved(std::size_t count, Make&& make) noexcept {
    for (std::size_t i = 0; i < count; ++i) std::construct_at(data_ + size_ + i, make(i));
    size_ += count;
  }

  // Appends many; false (and no change) when memory is refused.
  [[nodiscard]] bool append(std::span<const T> items) noexcept {
    if (items.size() > capacity_ - size_) {
      const std::size_t needed = size_ + items.size();
      const std::size_t grown = capacity_ + capacity_ / 2;
      if (!reserve(needed > grown ? needed : grown)) return false;
    }
    for (const T& item : items) std::construct_at(data_ + size_++, item);
    return true;
  }

  void pop_back() { std::destroy_at(data_ + --size_); }

  void clear() {
    while (size_ > 0) pop_back();
  }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// The consumer's side of the buffer protocol: PyObject_GetBuffer and PyBuffer_Release. A Loan is a
// buffer while somebody uses it; the lender counts it as an export until it is given back, and a
// hostile lender runs its steps then.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/call.h"

namespace holdfast::model {

// What a consumer asks for. Everybody else can do with less than what these say.
enum class Request : std::uint8_t {
  simple,    // PyBUF_SIMPLE: the bytes lie side by side
  writable,  // PyBUF_WRITABLE: they do, and may be changed
  full_ro,   // PyBUF_FULL_RO: any layout
};

class Loan {
 public:
  Loan() = default;
  // The bytes of a constant, which nobody can see change.
  explicit Loan(std::span<const std::uint8_t> constant)
      : bytes_(constant), room_(constant.begin(), constant.end()) {}
  explicit Loan(const Ref<Bytearray>& array);
  explicit Loan(const Ref<View>& view);
  explicit Loan(const Ref<Host>& host);
  explicit Loan(const Ref<Mapping>& mapping);
  Loan(Loan&& other) noexcept = default;
  Loan& operator=(Loan&& other) noexcept;
  ~Loan() { give_back(); }

  void give_back();

  // The bytes as they are now, in C order, a copy where they do not lie side by side.
  [[nodiscard]] std::span<const std::uint8_t> bytes();
  // The memory of a loan that was requested writable.
  [[nodiscard]] std::span<std::uint8_t> memory();
  // Lets a mapping that lends them notice what was written into the memory; false where that
  // depends on the machine.
  [[nodiscard]] bool carry();
  // The view that lends them, if a view does: its format and shape count in assignments.
  [[nodiscard]] const View* view() const { return view_; }

 private:
  std::span<const std::uint8_t> bytes_;
  Ref<Object> lender_;
  const View* view_ = nullptr;
  Bytearray* array_ = nullptr;
  Mapping* mapping_ = nullptr;
  std::vector<std::uint8_t> room_;
};

// PyObject_CheckBuffer.
bool has_buffer(const Call& call, Value value);

// PyObject_GetBuffer. TypeError for what has no buffer, ValueError for a released view, BufferError
// for one that is not contiguous when it must be, and whatever a hostile argument raises.
Result<Loan> borrow(Call& call, Value value, Request request = Request::simple);

// The memoryview that a hostile argument's __buffer__ returns, wrapped as CPython does it.
Result<Ref<Host>> ask_host(Call& call, Value custom);

// memoryview(value).
Result<Ref<View>> make_view(Call& call, Value value);

}  // namespace holdfast::model

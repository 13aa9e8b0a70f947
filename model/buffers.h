// SPDX-License-Identifier: MIT
//
// The consumer's side of the buffer protocol: PyObject_GetBuffer and PyBuffer_Release. A Loan is a
// buffer while somebody uses it; the lender counts it as an export until it is given back, and a
// hostile lender runs its steps then.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/call.h"

namespace holdfast::model {

// What a consumer asks for, as PyBUF_* flags. Everybody but memoryview asks for one of these.
enum class Request : std::int32_t {
  simple = 0,       // PyBUF_SIMPLE: the bytes lie side by side
  writable = 1,     // PyBUF_WRITABLE: they do, and may be changed
  contig_ro = 8,    // PyBUF_CONTIG_RO: they do, and the exporter can say of what shape
  full_ro = 0x11c,  // PyBUF_FULL_RO: any layout
};

// A buffer as it was asked for. The layout is complete; what was not asked for is marked, and made
// up by memoryview where it is needed.
struct Lent {
  std::span<std::uint8_t> memory;
  Layout layout;
  bool has_format = true;
  bool has_shape = true;
  bool has_strides = true;

  // What memoryview makes of it: format B where none was given.
  [[nodiscard]] Layout seen() &&;
};

// What the object answers to a request: its getbuffer. Nothing is counted yet.
Result<Lent> answer(Object& object, std::int64_t flags);
// The rules of PyBuffer_FillInfo for so many bytes.
Result<Lent> answer_plain(std::span<std::uint8_t> memory, bool readonly, std::int64_t flags);

class Loan {
 public:
  Loan() = default;
  // The bytes of a constant, which nobody can see change.
  explicit Loan(std::span<const std::uint8_t> constant)
      : bytes_(constant), room_(constant.begin(), constant.end()) {}
  explicit Loan(const Ref<Bytearray>& array);
  explicit Loan(const Ref<Mapping>& mapping);
  // What an object has answered.
  Loan(Ref<Object> lender, Lent lent);
  Loan(Loan&& other) noexcept = default;
  Loan& operator=(Loan&& other) noexcept;
  ~Loan() { give_back(); }

  void give_back();

  // The bytes as they are now, in C order, a copy where they do not lie side by side.
  [[nodiscard]] std::span<const std::uint8_t> bytes();
  // How its elements lie; nothing for bytes one after the other.
  [[nodiscard]] const Layout* layout() const { return lent_ ? &lent_->layout : nullptr; }
  // The memory that those elements lie in.
  [[nodiscard]] ByteSpan place() const { return lent_ ? ByteSpan(lent_->memory) : bytes_; }
  // The memory of a loan that was requested writable.
  [[nodiscard]] std::span<std::uint8_t> memory();

 private:
  std::span<const std::uint8_t> bytes_;
  Ref<Object> lender_;
  std::optional<Lent> lent_;
  Bytearray* array_ = nullptr;
  Mapping* mapping_ = nullptr;
  std::vector<std::uint8_t> room_;
};

// An object of a class derived from bytes: its contents are its third item.
inline bool is_derived(Value value) { return value.kind == Kind::custom && is_bytes(value.hook); }

// PyObject_CheckBuffer.
bool has_buffer(const Call& call, Value value);

// PyObject_GetBuffer. TypeError for what has no buffer, ValueError for a released view, BufferError
// for a request that cannot be met, and whatever a hostile argument raises.
Result<Loan> borrow(Call& call, Value value, Request request = Request::simple);

// The memoryview that a hostile argument's __buffer__ returns, wrapped as CPython does it, and what
// that view answers to the request.
Result<Ref<Host>> ask_host(Call& call, Value custom, std::int64_t flags, Lent& lent);

// memoryview(value), or with flags memoryview._from_flags(value, flags).
Result<Ref<View>> make_view(Call& call, Value value,
                            std::int64_t flags = static_cast<std::int64_t>(Request::full_ro));
// object.__buffer__(flags): an acquisition of its own, also of a view.
Result<Ref<View>> make_view_of(Call& call, const Ref<Object>& object, std::int64_t flags);
// Who lends what for a request, and how: for those who hold on to a buffer.
Result<Ref<Object>> find_lender(Call& call, Value value, std::int64_t flags, Lent& lent);

}  // namespace holdfast::model

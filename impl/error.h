// SPDX-License-Identifier: MIT
//
// Errors are values: every function that can raise in Python returns Result<T>. An error carries
// the exception's type and its message, and the message is only put together when somebody reads
// it: a static format and up to four small arguments. Raising on the hot path allocates nothing.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include "impl/memory.h"

namespace holdfast::impl {

enum class ExceptionType : std::uint8_t {
  AttributeError,
  BufferError,
  FileNotFoundError,
  IndexError,
  IsADirectoryError,
  KeyError,
  LookupError,
  MemoryError,
  NotImplementedError,
  OSError,
  OverflowError,
  PermissionError,
  RuntimeError,
  StopIteration,
  SystemError,
  TypeError,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnicodeError,
  UnsupportedOperation,
  ValueError,
  ZeroDivisionError,
  StructError,  // struct.error
};

// Python's name of the type, without a module: "BufferError"; "struct.error" with it. Never null.
const char* name(ExceptionType type);

// True when Python's `except base` catches `type`: equal, or a subclass (IndexError is a
// LookupError, UnicodeDecodeError a ValueError).
bool is_a(ExceptionType type, ExceptionType base);

// One argument of a message.
class MessageArgument {
 public:
  MessageArgument() = default;
  // A number, rendered in decimal.
  template <std::integral T>
  MessageArgument(T number)  // NOLINT(google-explicit-constructor)
      : kind_(Kind::number) {
    const auto wide = static_cast<std::int64_t>(number);
    std::memcpy(storage_.data(), &wide, sizeof(wide));
  }
  // A text that outlives the error: a literal, a type name.
  MessageArgument(const char* text)  // NOLINT(google-explicit-constructor)
      : kind_(Kind::text) {
    std::memcpy(storage_.data(), static_cast<const void*>(&text), sizeof(text));
  }
  // A copy of a text of at most 15 bytes; more is cut off.
  static MessageArgument copy(std::string_view text);

  // Appends the argument as the message shows it.
  void append_to(std::string& out) const;

 private:
  enum class Kind : std::uint8_t { none, number, text, copy };
  alignas(8) std::array<char, 15> storage_{};
  Kind kind_ = Kind::none;
};
static_assert(sizeof(MessageArgument) == 16);

// A message, rendered on demand. In `format` each "{}" stands for the next argument and "{*}" for
// the owned text.
class Message {
 public:
  Message() = default;
  template <typename... Arguments>
    requires(sizeof...(Arguments) <= 4)
  explicit Message(const char* format, Arguments... arguments)
      : format_(format), arguments_{MessageArgument(arguments)...} {}

  // Keeps a copy of `text`, of any length, for "{*}" in the format; false when there is no memory.
  [[nodiscard]] bool own(std::string_view text);

  // The text as str(exception) gives it.
  [[nodiscard]] std::string render() const;
  // The same, appended to `out`.
  void render_to(std::string& out) const;

 private:
  const char* format_ = "";
  std::array<MessageArgument, 4> arguments_{};
  Block text_;
};

struct Error {
  ExceptionType type = ExceptionType::SystemError;
  Message message;

  // "BufferError: Existing exports of data: object cannot be re-sized", for people.
  [[nodiscard]] std::string describe() const;
};

template <typename T>
using Result = std::expected<T, Error>;

using Failure = std::unexpected<Error>;

// What a function returns to raise: `return fail(ExceptionType::IndexError, "pop index out of
// range");`
template <typename... Arguments>
[[nodiscard]] Failure fail(ExceptionType type, const char* format, Arguments... arguments) {
  return Failure(Error{type, Message(format, arguments...)});
}

// The same with a text of any length that need not outlive the error: "{*}" in the format.
// MemoryError when there is no memory to keep it.
template <typename... Arguments>
[[nodiscard]] Failure fail_about(std::string_view text, ExceptionType type, const char* format,
                                 Arguments... arguments) {
  Message message(format, arguments...);
  if (!message.own(text)) return fail(ExceptionType::MemoryError, "");
  return Failure(Error{type, std::move(message)});
}

// Shorthands for the types raised most.
template <typename... Arguments>
[[nodiscard]] Failure type_error(const char* format, Arguments... arguments) {
  return fail(ExceptionType::TypeError, format, arguments...);
}
template <typename... Arguments>
[[nodiscard]] Failure value_error(const char* format, Arguments... arguments) {
  return fail(ExceptionType::ValueError, format, arguments...);
}
// MemoryError has no message in CPython.
[[nodiscard]] inline Failure memory_error() { return fail(ExceptionType::MemoryError, ""); }
// The same where a size overflowed before anything was asked for.
[[nodiscard]] inline Failure size_overflow() {
  memory::refuse_overflow();
  return memory_error();
}

}  // namespace holdfast::impl

// Unwraps a Result or hands its error on: HOLDFAST_TRY(const auto n, as_size(value)); Two
// statements: within `if` it needs braces.
#define HOLDFAST_TRY(target, ...) \
  HOLDFAST_TRY_NAMED(HOLDFAST_JOIN(holdfast_result_, __COUNTER__), target, __VA_ARGS__)
#define HOLDFAST_TRY_NAMED(name, target, ...)                  \
  auto name = (__VA_ARGS__);                                   \
  if (!name.has_value()) [[unlikely]]                          \
    return ::holdfast::impl::Failure(std::move(name).error()); \
  target = std::move(*name)

// The same for a Result whose value is not needed: HOLDFAST_CHECK(array.resize(n));
#define HOLDFAST_CHECK(...)                                                  \
  do {                                                                       \
    if (auto holdfast_result = (__VA_ARGS__); !holdfast_result) [[unlikely]] \
      return ::holdfast::impl::Failure(std::move(holdfast_result).error());  \
  } while (false)

#define HOLDFAST_JOIN(left, right) HOLDFAST_JOIN_EXPANDED(left, right)
#define HOLDFAST_JOIN_EXPANDED(left, right) left##right

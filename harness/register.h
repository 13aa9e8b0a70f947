// SPDX-License-Identifier: MIT
//
// Registers: the variables of a program. A step works on the object in one register and may leave a
// new object in another. Registers are typed by the class of object they hold, so any register
// number a fuzzer comes up with names something sensible, and each has a short Python name:
// b, b2, b3 ... hold bytearrays, v, v2 ... memoryviews, and so on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast {

// The classes of object that a program can keep and name.
enum class Class : std::uint8_t {
  none,
  bytearray,
  memoryview,
  bytesio,
  mmap,
  iterator,
  exporter,
  file,  // what mappings map: made by programs themselves, see FORMAT.md
  weakref,
};

inline constexpr std::size_t kClasses = 9;
inline constexpr std::size_t kRegistersPerClass = 16;
inline constexpr std::size_t kRegisters = kClasses * kRegistersPerClass;

// The letter that begins the register names of a class.
inline constexpr std::array<char, kClasses> kRegisterLetters = {'?', 'b', 'v', 's', 'm',
                                                                'i', 'x', 'f', 'w'};

// Python's name for a class ("memoryview"); iterators and exporters have no single Python type.
inline constexpr std::array<std::string_view, kClasses> kClassNames = {
    "", "bytearray", "memoryview", "BytesIO", "mmap", "iterator", "exporter", "file", "weakref"};

// A register in one byte: the class above, the number (0 to 15) below. Zero means "none".
class Register {
 public:
  constexpr Register() = default;
  constexpr Register(Class cls, std::size_t number)
      : code_(static_cast<std::uint8_t>((static_cast<std::size_t>(cls) << 4U) | (number & 15U))) {}

  [[nodiscard]] constexpr Class cls() const { return static_cast<Class>(code_ >> 4U); }
  [[nodiscard]] constexpr std::size_t number() const { return code_ & 15U; }
  // A dense index below kRegisters, for tables.
  [[nodiscard]] constexpr std::size_t index() const { return code_; }
  [[nodiscard]] constexpr bool exists() const { return cls() != Class::none; }

  friend constexpr bool operator==(Register, Register) = default;

 private:
  std::uint8_t code_ = 0;
};

// "b" for the first bytearray register, "b2" for the second. Allocates nothing (names are short).
std::string name(Register reg);

// The register called `name`, or nothing when no register is called so.
std::optional<Register> register_named(std::string_view name);

// A set of classes: what a step kind may make.
class Classes {
 public:
  constexpr Classes() = default;
  // A class is the set of itself; Class::none is the empty set.
  constexpr Classes(Class only) : Classes({only}) {}  // NOLINT(google-explicit-constructor)
  constexpr Classes(std::initializer_list<Class> classes) {
    for (const Class cls : classes) {
      if (cls != Class::none) bits_ |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(cls));
    }
  }
  [[nodiscard]] constexpr bool contains(Class cls) const {
    return ((bits_ >> static_cast<unsigned>(cls)) & 1U) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

 private:
  std::uint16_t bits_ = 0;
};

// A set of registers; how programs, subjects and the lockstep say which ones hold an object.
class RegisterSet {
 public:
  constexpr void insert(Register reg) { bits(reg) |= bit(reg); }
  constexpr void erase(Register reg) { bits(reg) &= static_cast<std::uint16_t>(~bit(reg)); }
  [[nodiscard]] constexpr bool contains(Register reg) const {
    return (words_[static_cast<std::size_t>(reg.cls())] & bit(reg)) != 0;
  }
  // The numbers in use in a class, one bit each.
  [[nodiscard]] constexpr std::uint16_t of(Class cls) const {
    return words_[static_cast<std::size_t>(cls)];
  }
  constexpr void clear() { words_ = {}; }

  // Calls `visit(Register)` for each register in the set, in a fixed order.
  template <typename Visit>
  constexpr void for_each(Visit&& visit) const {
    for (std::size_t cls = 1; cls < kClasses; ++cls) for_each_of(static_cast<Class>(cls), visit);
  }

  // The same for those of one class.
  template <typename Visit>
  constexpr void for_each_of(Class cls, Visit&& visit) const {
    for (std::uint16_t rest = of(cls); rest != 0;
         rest = static_cast<std::uint16_t>(rest & (rest - 1U))) {
      visit(Register(cls, static_cast<std::size_t>(__builtin_ctz(rest))));
    }
  }

  friend constexpr bool operator==(const RegisterSet&, const RegisterSet&) = default;

 private:
  constexpr std::uint16_t& bits(Register reg) {
    return words_[static_cast<std::size_t>(reg.cls())];
  }
  static constexpr std::uint16_t bit(Register reg) {
    return static_cast<std::uint16_t>(1U << reg.number());
  }
  std::array<std::uint16_t, kClasses> words_{};
};

}  // namespace holdfast

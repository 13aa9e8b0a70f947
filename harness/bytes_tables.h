// SPDX-License-Identifier: MIT
//
// What the numbers in the byte spelling mean; shared by its decoder and its encoder. Each byte has
// a direct range, where a number means itself and which the encoder uses, and a dense range that
// only the decoder knows, where random bytes fall onto likely values. Tables grow at their end
// only.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "harness/value.h"
#include "harness/vocabulary.h"

namespace holdfast::spelling {

// A tag byte below kAnyKind picks among the kinds a parameter is meant for, one from kAnyKind on
// any kind at all; kKeywordTag precedes an argument passed by keyword.
inline constexpr unsigned kAnyKind = 224;
inline constexpr unsigned kKeywordTag = 255;

// The kinds of value a parameter is meant for; a kind named twice is twice as likely.
inline std::span<const Kind> preferred(Param param) {
  using enum Kind;
  static constexpr std::array kNumber = {integer, integer, integer, integer, integer,
                                         integer, integer, custom,  boolean};
  static constexpr std::array kKey = {integer, slice, integer, slice, integer, slice, custom};
  static constexpr std::array kSlice = {slice};
  static constexpr std::array kSource = {bytes, integer, reference, list,      iterator,
                                         bytes, bytes,   reference, bytearray, text};
  static constexpr std::array kBuffer = {bytes, reference, bytearray, custom,
                                         bytes, reference, bytes,     reference};
  static constexpr std::array kItems = {bytes,     list, reference, iterator, bytearray,
                                        reference, list, custom,    bytes};
  static constexpr std::array kValue = {integer, bytes, reference, list,     integer,
                                        bytes,   bytes, custom,    iterator, reference};
  static constexpr std::array kNeedle = {bytes, integer, reference, bytes, integer, custom};
  static constexpr std::array kBound = {integer, none, integer, integer, custom};
  static constexpr std::array kMemory = {reference, bytes,     reference, reference,
                                         bytearray, reference, custom};
  static constexpr std::array kParts = {list, tuple, iterator, list, reference};
  static constexpr std::array kAffix = {bytes, tuple, bytes, reference, bytearray};
  static constexpr std::array kValues = {tuple, integer, bytes, tuple, real, reference, list};
  static constexpr std::array kSeparator = {bytes, none, bytes, reference, bytearray, custom};
  static constexpr std::array kInitial = {bytes, bytes, bytes, bytearray, reference, none, custom};
  static constexpr std::array kState = {tuple};
  static constexpr std::array kText = {text};
  static constexpr std::array kFlag = {boolean, boolean, integer};
  static constexpr std::array kShape = {list, tuple};
  static constexpr std::array kContents = {bytes};
  static constexpr std::array kFileno = {reference, integer, reference, custom};
  static constexpr std::array kStrides = {none, list, tuple};
  static constexpr std::array kItem = {integer, real, bytes, integer, boolean, custom, reference};
  static constexpr std::array kAnything = {integer,   bytes, none,  reference, text,
                                           bytearray, list,  tuple, real};
  switch (param) {
    case Param::byte:
    case Param::index:
    case Param::size:
    case Param::times:
    case Param::position:
    case Param::flags:
    case Param::map_size:
    case Param::map_flags:
    case Param::map_prot:
    case Param::access:
    case Param::page:
    case Param::advice:
    case Param::whence:
    case Param::offset:
    case Param::layout_flags:
      return kNumber;
    case Param::key:
      return kKey;
    case Param::slice:
      return kSlice;
    case Param::source:
      return kSource;
    case Param::buffer:
      return kBuffer;
    case Param::items:
      return kItems;
    case Param::value:
      return kValue;
    case Param::needle:
      return kNeedle;
    case Param::bound:
      return kBound;
    case Param::memory:
      return kMemory;
    case Param::text:
    case Param::format:
    case Param::mode:
    case Param::layout_format:
      return kText;
    case Param::contents:
      return kContents;
    case Param::fileno:
      return kFileno;
    case Param::flag:
      return kFlag;
    case Param::shape:
      return kShape;
    case Param::any:
      return kAnything;
    case Param::parts:
      return kParts;
    case Param::affix:
      return kAffix;
    case Param::values:
      return kValues;
    case Param::separator:
      return kSeparator;
    case Param::initial:
      return kInitial;
    case Param::limit:
      return kBound;
    case Param::state:
      return kState;
    case Param::item:
      return kItem;
    case Param::strides:
      return kStrides;
  }
  return kAnything;
}

// What the items of a container are meant to be, given what the container itself is meant to be.
constexpr Param item_param(Param container) {
  switch (container) {
    case Param::source:
    case Param::items:
    case Param::value:
      return Param::byte;
    case Param::shape:
    case Param::strides:
      return Param::size;
    case Param::parts:
    case Param::affix:
      return Param::buffer;
    default:
      return Param::any;
  }
}

// The hook a custom object is meant to have as an argument.
constexpr Hook preferred_hook(Param param) {
  switch (param) {
    case Param::buffer:
    case Param::items:
    case Param::memory:
    case Param::separator:
    case Param::initial:
      return Hook::buffer;
    case Param::item:
      return Hook::eq;
    case Param::values:
      return Hook::repr;
    default:
      return Hook::index;
  }
}

// What the answer of a hook is meant to be.
constexpr Param answer_param(Hook hook) {
  switch (hook) {
    case Hook::index:
      return Param::byte;
    case Hook::buffer:
      return Param::memory;
    case Hook::eq:
      return Param::flag;  // a bit by itself
    case Hook::repr:
      return Param::text;
    case Hook::hint:
    case Hook::len:
    case Hook::hash:
      return Param::size;  // an integer whatever its tag
  }
  return Param::any;
}

// Integers by their first byte.
inline constexpr unsigned kSmallInteger = 64;  // below: the number itself
inline constexpr unsigned kNegative = 80;      // below: -1, -2 ... -16
inline constexpr unsigned kEdge = 176;         // below: (dense) 0 to 11
inline constexpr unsigned kOneByte = 200;      // below: a number at the edge of some range
inline constexpr unsigned kTwoBytes = 236;     // below: a byte follows, 0 to 255
inline constexpr unsigned kFourBytes = 244;    // below: two bytes follow, signed
inline constexpr unsigned kEightBytes = 250;   // below: four bytes follow, signed; else eight

inline constexpr std::array<std::int64_t, 16> kEdges = {
    255,
    256,
    127,
    128,
    -128,
    -255,
    65536,
    std::numeric_limits<std::int64_t>::max(),
    std::numeric_limits<std::int64_t>::min(),
    std::numeric_limits<std::int64_t>::max() - 1,
    std::numeric_limits<std::int64_t>::min() + 1,
    std::int64_t{1} << 62,
    std::numeric_limits<std::int32_t>::max(),
    std::int64_t{std::numeric_limits<std::int32_t>::max()} + 1,
    std::numeric_limits<std::int32_t>::min(),
    std::numeric_limits<std::int64_t>::max() / 2};

// Sizes (of bytes, lists) by their first byte.
inline constexpr unsigned kSmallSize = 32;       // below: the size itself
inline constexpr unsigned kSizeOneByte = 232;    // below: (dense) 0 to 11
inline constexpr unsigned kSizeTwoBytes = 244;   // below: a byte follows
inline constexpr unsigned kSizeFourBytes = 254;  // below: two bytes follow; else four

// Texts: below kSmallSize a size and its bytes; below kSizeOneByte a word of this table.
inline constexpr std::array<std::string_view, 40> kWords = {"utf-8",
                                                            "ascii",
                                                            "latin-1",
                                                            "strict",
                                                            "ignore",
                                                            "replace",
                                                            "backslashreplace",
                                                            "surrogateescape",
                                                            "surrogatepass",
                                                            "xmlcharrefreplace",
                                                            "B",
                                                            "b",
                                                            "c",
                                                            "?",
                                                            "h",
                                                            "H",
                                                            "i",
                                                            "I",
                                                            "l",
                                                            "L",
                                                            "q",
                                                            "Q",
                                                            "n",
                                                            "N",
                                                            "f",
                                                            "d",
                                                            "e",
                                                            "P",
                                                            "@B",
                                                            "@I",
                                                            "<i",
                                                            ">H",
                                                            "C",
                                                            "F",
                                                            "A",
                                                            "",
                                                            ":",
                                                            "nope",
                                                            "6162",
                                                            "4"};

// Floats: below kRealTable one of this table, else eight bytes follow.
inline constexpr unsigned kRealTable = 192;
inline constexpr std::array<double, 10> kReals = {0.0,
                                                  1.0,
                                                  -1.0,
                                                  0.5,
                                                  -0.0,
                                                  1.5,
                                                  255.0,
                                                  1e300,
                                                  std::numeric_limits<double>::infinity(),
                                                  std::numeric_limits<double>::quiet_NaN()};

// Hooks: below kAnyHook the one that the parameter is meant for.
inline constexpr unsigned kAnyHook = 128;

// Blocks: below kMaxBlock steps by their number, above (dense) 0 to 2.

// Arguments of a call: below kAnyCount a number that the callable takes, else 0 to kMaxArguments.
inline constexpr unsigned kAnyCount = 240;

}  // namespace holdfast::spelling

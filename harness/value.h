// SPDX-License-Identifier: MIT
//
// Values: what steps take and give back. A Value is 16 bytes and owns nothing; whatever does not
// fit (bytes, text, the items of a tuple) lies in an Arena beside it. Arenas are cleared and used
// again, so running steps allocates nothing once they have grown.
//
//   Value{tuple, size 2, offset 7} --> arena.values[7], arena.values[8]
//   Value{bytes, size 3, offset 40} -> arena.bytes[40..43)
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "harness/register.h"

namespace holdfast {

enum class Kind : std::uint8_t {
  none,       // None
  boolean,    // integer is 0 or 1
  integer,    // fits 64 bits
  big,        // an integer beyond 64 bits: two's complement, little-endian, shortest form
  real,       // a float, compared by its bits: NaN payloads and the sign of zero count
  bytes,      // a bytes object
  bytearray,  // a bytearray nobody keeps: an argument made on the spot, or an item of a result
  text,       // a str, as UTF-8 (lone surrogates encoded like any other code point)
  tuple,      // items are values of the arena
  list,       // likewise
  slice,      // three items: start, stop, step
  reference,  // the object in a register
  ellipsis,   // ...
  object,     // object(): has no protocol at all
  iterator,   // a generator that yields its items; an item may be a block or raising
  custom,     // an object of a Python class with one special method, see Hook
  block,      // only inside iterator and custom: steps that run there, see Program::nested
  raising,    // only inside iterator and custom: ZeroDivisionError is raised there
};

inline constexpr std::size_t kKinds = 18;

// The special method of a custom object. It runs its block of steps, then answers. A block may do
// anything to the object in use - close, resize, release, export it: a hostile argument.
enum class Hook : std::uint8_t {
  index,   // items: block, answer of __index__
  buffer,  // items: block of __buffer__, answer (its memoryview is returned), block of
           // __release_buffer__
  eq,      // items: block, answer of __eq__: a bool
  repr,    // items: block, answer of __repr__
  hint,    // items: block, answer of __length_hint__: an integer, an iterator or list of items
  len,     // bytes with a __len__ of its own; items: block, its answer: an integer, the bytes
  hash,    // bytes with a __hash__ of its own; items: block, its answer: an integer, the bytes
};

inline constexpr std::size_t kHooks = 7;

// How the spellings name a hook: JSON by `key`, messages by the name of its Python class.
struct HookNames {
  std::string_view key;
  std::string_view cls;
  std::string_view method;   // as its definition begins
  std::string_view ability;  // of an adapter that can make such an object
  std::string_view third;    // JSON's key of the third item; empty: it has two
};

inline constexpr std::array<HookNames, kHooks> kHookNames = {{
    {.key = "index",
     .cls = "Index",
     .method = "__index__(self)",
     .ability = "index-hook",
     .third = ""},
    {.key = "buffer",
     .cls = "Buffer",
     .method = "__buffer__(self, flags)",
     .ability = "buffer-hook",
     .third = "release_runs"},
    {.key = "eq", .cls = "Eq", .method = "__eq__(self, other)", .ability = "eq-hook", .third = ""},
    {.key = "repr", .cls = "Repr", .method = "__repr__(self)", .ability = "repr-hook", .third = ""},
    {.key = "hint",
     .cls = "Hint",
     .method = "__length_hint__(self)",
     .ability = "hint-hook",
     .third = "of"},
    {.key = "len", .cls = "Len", .method = "__len__(self)", .ability = "len-hook", .third = "of"},
    {.key = "hash",
     .cls = "Hash",
     .method = "__hash__(self)",
     .ability = "hash-hook",
     .third = "of"},
}};

constexpr const HookNames& names_of(Hook hook) {
  return kHookNames[static_cast<std::size_t>(hook)];
}

// How many items a custom object with this hook has.
constexpr std::size_t parts_of(Hook hook) { return names_of(hook).third.empty() ? 2 : 3; }

// Whether the third item may be of that kind.
constexpr bool takes_third(Hook hook, Kind kind) {
  if (hook == Hook::buffer) return kind == Kind::block;
  if (hook == Hook::hint) return kind == Kind::iterator || kind == Kind::list;
  return kind == Kind::bytes;
}

// True for an object of a subclass of bytes: whoever asks for bytes takes its third item.
constexpr bool is_bytes(Hook hook) { return hook == Hook::len || hook == Hook::hash; }

// True where __special__ must answer with an integer: for the others any value has a meaning.
constexpr bool answers_integer(Hook hook) { return hook == Hook::hint || is_bytes(hook); }

struct Value {
  Kind kind = Kind::none;
  Register reg;              // reference only
  Hook hook = Hook::index;   // custom only
  std::uint8_t keyword = 0;  // as an argument: 0 positional, else 1 + index into kKeywords
  std::uint32_t size = 0;    // bytes, items or steps
  union {
    std::int64_t integer = 0;  // boolean, integer
    double real;
    std::uint64_t offset;  // into the arena, or (block) into Program::nested
  };
};
static_assert(sizeof(Value) == 16);

// The storage behind values. Copyable: a program carries its own.
class Arena {
 public:
  void clear() {
    bytes_.clear();
    values_.clear();
  }

  // Values that need no storage.
  static Value none() { return {}; }
  static Value boolean(bool truth);
  static Value integer(std::int64_t number);
  static Value real(double number);
  static Value reference(Register reg);
  static Value plain(Kind kind);  // ellipsis, object, raising
  static Value block(std::uint64_t first, std::uint32_t count);

  // Values whose contents are copied in. `kind` is bytes, bytearray or text.
  Value bytes(Kind kind, std::span<const std::uint8_t> contents);
  Value text(std::string_view utf8);
  // Two's complement, little-endian, any length; becomes an integer where 64 bits are enough.
  Value big(std::span<const std::uint8_t> twos_complement);
  // `kind` is tuple, list, slice or iterator.
  Value items(Kind kind, std::span<const Value> items);
  Value custom(Hook hook, std::span<const Value> items);
  // The same value, its contents copied from `from` into this arena.
  Value copy(const Arena& from, Value value);

  // Room for `size` bytes to be filled by the caller; valid until the arena next grows.
  std::span<std::uint8_t> room(std::size_t size, Value& value, Kind kind);

  [[nodiscard]] std::span<const std::uint8_t> contents(Value value) const {
    return std::span(bytes_).subspan(value.offset, value.size);
  }
  [[nodiscard]] std::span<std::uint8_t> contents(Value value) {
    return std::span(bytes_).subspan(value.offset, value.size);
  }
  [[nodiscard]] std::string_view text(Value value) const {
    auto raw = contents(value);
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
  }
  [[nodiscard]] std::span<const Value> items(Value value) const {
    return std::span(values_).subspan(value.offset, value.size);
  }
  [[nodiscard]] std::span<const Value> values(std::size_t first, std::size_t count) const {
    return std::span(values_).subspan(first, count);
  }
  // Appends values side by side and returns the place of the first.
  std::uint32_t append(std::span<const Value> values);
  // The value at `place`, to be replaced (shrinking, mutating, filling in).
  [[nodiscard]] Value& at(std::size_t place) { return values_[place]; }
  // The items of a value, likewise.
  [[nodiscard]] std::span<Value> items(Value value) {
    return std::span(values_).subspan(value.offset, value.size);
  }

 private:
  std::vector<std::uint8_t> bytes_;
  std::vector<Value> values_;
};

// True where the contents of a kind lie in the arena's bytes.
constexpr bool has_contents(Kind kind) {
  return kind == Kind::big || kind == Kind::bytes || kind == Kind::bytearray || kind == Kind::text;
}

// True where a kind has items in the arena's values.
constexpr bool has_items(Kind kind) {
  return kind == Kind::tuple || kind == Kind::list || kind == Kind::slice ||
         kind == Kind::iterator || kind == Kind::custom;
}

// Deep equality, exact to the bit and the type: 1, True and 1.0 all differ. Keywords count; blocks
// are equal when they name the same steps by position.
bool equal(const Arena& left_arena, Value left, const Arena& right_arena, Value right);

}  // namespace holdfast

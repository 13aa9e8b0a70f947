// SPDX-License-Identifier: MIT
//
// struct.pack_into(format, buffer, offset, *values) and struct.unpack_from(format, buffer, offset).
// The buffer is held while offset and values are converted, which may run steps.
#include <algorithm>
#include <bit>
#include <cmath>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/comparison.h"
#include "model/elements.h"
#include "model/representation.h"

namespace holdfast::model {
namespace {

// More values than a program has room for.
constexpr std::uint64_t kTooMany = std::uint64_t{1} << 22U;

// hash(format): struct looks its formats up in a dict.
Result<> check_key(Call& call, Value key) {
  if (key.kind == Kind::list || key.kind == Kind::bytearray) return raise(Exception::TypeError);
  if (key.kind == Kind::tuple || key.kind == Kind::slice) {
    for (const Value item : call.items(key)) {
      if (const auto done = check_key(call, item); !done) return done;
    }
  }
  if (has_equality(key)) return raise(Exception::TypeError);
  if (key.kind != Kind::reference) return {};
  Ref<Object> object = call.object(key);
  auto* reference = dynamic_cast<WeakReference*>(object.get());
  if (reference != nullptr) {
    // A weak reference has the hash of its object, and remembers it.
    if (reference->is_hashed) return {};
    object = reference->referent.lock();
    if (!object) return raise(Exception::TypeError);
  }
  if (const auto hashable = check_hashable(*object); !hashable) return hashable;
  if (const auto asked = ask_hash(call, *object); !asked) return asked;
  remember_hash(object.get());
  if (reference != nullptr) reference->is_hashed = true;
  return {};
}

// struct.Struct(format).
Result<StructFormat> as_format(Call& call, Value format) {
  if (const auto done = check_key(call, format); !done) return fault(done);
  if (format.kind != Kind::text && format.kind != Kind::bytes) return raise(Exception::TypeError);
  const ByteSpan letters =
      format.kind == Kind::text ? call.arena().contents(format) : call.contents(format);
  const bool is_ascii = std::ranges::all_of(letters, [](std::uint8_t c) { return c < 0x80; });
  if (!is_ascii) return raise(Exception::UnicodeEncodeError);
  auto parsed = struct_format({reinterpret_cast<const char*>(letters.data()), letters.size()});
  if (!parsed) return raise(Exception::StructError);
  return std::move(*parsed);
}

// Where `size` bytes begin, counted from the end where the offset is negative.
Result<std::size_t> as_place(std::int64_t offset, std::int64_t size, std::size_t length) {
  const auto end = static_cast<std::int64_t>(length);
  if (offset < -end || (offset < 0 && size > -offset)) return raise(Exception::StructError);
  if (offset < 0) offset += end;
  if (offset > end || size > end - offset) return raise(Exception::StructError);
  return static_cast<std::size_t>(offset);
}

bool is_int(Value value) {
  return value.kind == Kind::integer || value.kind == Kind::boolean || value.kind == Kind::big;
}

// The bytes of one value, and whether it is an error all the same once they are written.
struct Packed {
  Contents bytes;
  bool fails = false;
};

Packed in_order(const StructFormat& format, Contents bytes, bool fails = false) {
  if (!format.little_endian) std::ranges::reverse(bytes);
  return {.bytes = std::move(bytes), .fails = fails};
}

Result<Packed> pack_integer(Call& call, const StructFormat& format, char letter, std::size_t size,
                            Value value) {
  if (!has_index(call.arena(), value)) return raise(Exception::StructError);
  const auto integer = as_integer(call, value);
  if (!integer) return fault(integer);
  const bool negative = is_negative(*integer);
  // A pointer takes any sign.
  const bool is_signed =
      letter == 'P' ? negative : std::string_view("bhilqn").find(letter) != std::string_view::npos;
  const auto bytes = fitted(*integer, size, is_signed);
  if (bytes) return in_order(format, *bytes);
  if (letter == 'P') {
    return raise(is_int(value) ? Exception::StructError : Exception::OverflowError);
  }
  // Of eight bytes that are not in the machine's order, CPython notices only behind the last that
  // there are more, but at once that a sign has no place.
  if (size != 8 || format.little_endian || (negative && !is_signed)) {
    return raise(Exception::StructError);
  }
  Contents lowest = *integer;
  lowest.resize(std::max(lowest.size(), size), negative ? 0xff : 0);
  lowest.resize(size);
  return in_order(format, std::move(lowest), true);
}

// The bits of a float; nothing when it is too large. A NaN keeps as much of its payload as there is
// room for.
std::optional<std::uint32_t> float_bits(double number) {
  if (std::isnan(number)) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    const std::uint64_t payload = bits >> 29U & 0x7fffffU;
    return static_cast<std::uint32_t>((bits >> 63U) << 31U | 0x7f800000U |
                                      (payload == 0 ? 0x400000U : payload));
  }
  const auto narrow = static_cast<float>(number);
  if (std::isinf(narrow) && !std::isinf(number)) return std::nullopt;
  return std::bit_cast<std::uint32_t>(narrow);
}

Result<Packed> pack_real(Call& call, const StructFormat& format, char letter, std::size_t size,
                         Value value) {
  const auto number = as_real(call, value);
  if (!number) {
    const Fault& why = number.error();
    if (why.exhausted || why.crashed || why.unspecified) return fault(number);
    return raise(Exception::StructError);
  }
  std::optional<std::uint64_t> bits;
  if (size == 2) {
    bits = closest_half(*number);
  } else if (size == 8) {
    bits = std::bit_cast<std::uint64_t>(*number);
  } else if (letter == 'F' && format.little_endian) {
    // What C makes of it: too large a number is infinite.
    bits = std::bit_cast<std::uint32_t>(static_cast<float>(*number));
  } else {
    bits = float_bits(*number);
  }
  if (!bits) return raise(is_int(value) ? Exception::StructError : Exception::OverflowError);
  return in_order(format, bytes_of(*bits, size));
}

// As many bytes of a bytes object or a bytearray as there is room for; p has their number first.
Result<Packed> pack_text(Call& call, char letter, std::size_t size, Value value) {
  ByteSpan text;
  if (value.kind == Kind::bytes || value.kind == Kind::bytearray) {
    text = call.contents(value);
  } else if (const Bytearray* array = call.bytearray(value)) {
    text = array->data;
  } else {
    return raise(Exception::StructError);
  }
  Contents bytes;
  if (letter == 's') {
    text = text.first(std::min(text.size(), size));
    bytes.assign(text.begin(), text.end());
  }
  if (letter == 'p' && size > 0) {
    text = text.first(std::min(text.size(), size - 1));
    // A length of zero is not written: the memory was cleared before.
    if (text.empty()) return Packed{};
    bytes.push_back(static_cast<std::uint8_t>(std::min<std::size_t>(text.size(), 255)));
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  return Packed{.bytes = std::move(bytes)};
}

Result<Packed> pack_value(Call& call, const StructFormat& format, char letter, std::size_t size,
                          Value value) {
  switch (letter) {
    case 'c':
      if (value.kind != Kind::bytes || value.size != 1) return raise(Exception::StructError);
      return Packed{.bytes = Contents{call.contents(value)[0]}};
    case 's':
    case 'p':
      return pack_text(call, letter, size, value);
    case '?': {
      const auto truth = as_truth(call, value);
      if (!truth) return fault(truth);
      return Packed{.bytes = Contents{static_cast<std::uint8_t>(*truth ? 1 : 0)}};
    }
    case 'e':
    case 'f':
    case 'd':
      return pack_real(call, format, letter, size, value);
    case 'F':
    case 'D': {
      // The imaginary part of a real number is zero, and is written too.
      auto packed = pack_real(call, format, letter, size / 2, value);
      if (packed) packed->bytes.resize(size);
      return packed;
    }
    default:
      return pack_integer(call, format, letter, size, value);
  }
}

// Writes into the buffer, and tells a mapping that it was written to.
Result<> write(Call& call, Loan& loan, std::size_t place, ByteSpan bytes) {
  const auto written = loan.memory().subspan(place, bytes.size());
  std::ranges::copy(bytes, written.begin());
  if (!call.model.census().wrote(written)) return unspecified();
  return {};
}

Result<Value> pack_into(Call& call) {
  const std::span<const Value> given = call.model.program().arguments(call.step);
  const bool named = std::ranges::any_of(given, [](Value value) { return value.keyword != 0; });
  if (named || given.empty()) return raise(Exception::TypeError);
  const auto format = as_format(call, given[0]);
  if (!format) return fault(format);
  if (given.size() < 3 || given.size() - 3 != format->count) return raise(Exception::StructError);
  auto loan = borrow(call, given[1], Request::writable);
  // Whatever is wrong with the buffer is a TypeError.
  if (!loan) return raise(Exception::TypeError);
  const auto offset = as_size(call, given[2], Exception::IndexError);
  if (!offset) return fault(offset);
  const auto place = as_place(*offset, format->size, loan->memory().size());
  if (!place) return fault(place);
  const Contents zeros(static_cast<std::size_t>(format->size));
  if (const auto done = write(call, *loan, *place, zeros); !done) return fault(done);
  const Value* next = given.data() + 3;
  for (const StructValue& field : format->values) {
    for (std::int64_t n = 0; n < field.repeat; ++n) {
      const auto packed =
          pack_value(call, *format, field.letter, static_cast<std::size_t>(field.size), *next++);
      if (!packed) return fault(packed);
      const std::size_t at = *place + static_cast<std::size_t>(field.place + n * field.size);
      if (const auto done = write(call, *loan, at, packed->bytes); !done) return fault(done);
      if (packed->fails) return raise(Exception::StructError);
    }
  }
  return Value{};
}

Result<Value> unpack_from(Call& call) {
  const auto format = as_format(call, call[0]);
  if (!format) return fault(format);
  auto loan = borrow(call, call[1]);
  if (!loan) return fault(loan);
  std::int64_t offset = 0;
  if (call.has(2)) {
    const auto given = as_size(call, call[2]);
    if (!given) return fault(given);
    offset = *given;
  }
  const ByteSpan bytes = loan->bytes();
  const auto place = as_place(offset, format->size, bytes.size());
  if (!place) return fault(place);
  if (format->count > kTooMany) return unspecified();
  const ByteSpan element = bytes.subspan(*place, static_cast<std::size_t>(format->size));
  Arena& room = call.model.results();
  std::vector<Value> values;
  struct_unpack(*format, element, room, values);
  return room.items(Kind::tuple, values);
}

constexpr Row kSteps[] = {
    {.name = "struct.pack_into", .run = pack_into, .binds_itself = true},
    {"struct.unpack_from", unpack_from, 2, 3, {"", "buffer", "offset"}},
};

}  // namespace

std::span<const Row> struct_steps() { return kSteps; }

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
#include "model/elements.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "model/arguments.h"
#include "model/representation.h"

namespace holdfast::model {
namespace {

constexpr std::string_view kSigned = "bhilqn";
constexpr std::string_view kReals = "efd";

bool is_among(std::string_view letters, char letter) {
  return letters.find(letter) != std::string_view::npos;
}

// What a half-precision float is worth: its sign, its exponent and ten bits of fraction.
double half_value(unsigned half) {
  const double sign = (half & 0x8000U) != 0 ? -1 : 1;
  const int exponent = static_cast<int>((half >> 10U) & 31U);
  const double fraction = (half & 1023U) / 1024.0;
  if (exponent == 0) return sign * fraction * std::pow(2, -14);
  return sign * (1 + fraction) * std::pow(2, exponent - 15);
}

double unpack_half(unsigned half) {
  if ((half >> 10U & 31U) != 31) return half_value(half);
  // Infinity or a NaN: sign, all ones, and the fraction at the top of the longer one.
  const std::uint64_t sign = half >> 15U;
  return std::bit_cast<double>(sign << 63U | std::uint64_t{0x7ff} << 52U |
                               static_cast<std::uint64_t>(half & 1023U) << 42U);
}

// A number written with 256 as its base, the digits in the order of the format.
std::uint64_t digits_value(ByteSpan element, bool little_endian) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < element.size(); ++i) {
    number = number * 256 + element[little_endian ? element.size() - 1 - i : i];
  }
  return number;
}

// C makes a signalling NaN quiet when it turns a float into a double; `exactly`, every bit stays.
double real_value(ByteSpan element, bool little_endian, bool exactly) {
  const std::uint64_t bits = digits_value(element, little_endian);
  if (element.size() == 2) return unpack_half(static_cast<unsigned>(bits));
  if (element.size() == 8) return std::bit_cast<double>(bits);
  const auto number = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if (!exactly || !std::isnan(number)) return number;
  return std::bit_cast<double>((bits >> 31U) << 63U | std::uint64_t{0x7ff} << 52U |
                               (bits & 0x7fffffU) << 29U);
}

Value integer_value(ByteSpan element, bool little_endian, bool is_signed, Arena& room) {
  const std::uint64_t digits = digits_value(element, little_endian);
  const unsigned unused = 64 - 8 * static_cast<unsigned>(element.size());
  if (is_signed) return Arena::integer(static_cast<std::int64_t>(digits << unused) >> unused);
  return room.big(bytes_of(digits, 9));  // two's complement: a sign of its own
}

// The value of one letter with a size; the letter is one that struct knows.
Value value_of(ByteSpan element, char letter, bool little_endian, bool exactly, Arena& room) {
  if (letter == 'c' || letter == 's') return room.bytes(Kind::bytes, element);
  if (letter == 'p') {
    const std::size_t size =
        element.empty() ? 0 : std::min<std::size_t>(element[0], element.size() - 1);
    return room.bytes(Kind::bytes, element.empty() ? element : element.subspan(1, size));
  }
  if (letter == '?') return Arena::boolean(element[0] != 0);
  if (letter == 'F' || letter == 'D') return Arena::plain(Kind::object);
  if (is_among(kReals, letter)) return Arena::real(real_value(element, little_endian, exactly));
  return integer_value(element, little_endian, is_among(kSigned, letter), room);
}

// Python's exceptions of a conversion, as memoryview reports them.
std::unexpected<Fault> as_reported(const Fault& fault) {
  if (fault.exhausted) return exhausted();
  if (fault.type == Exception::OverflowError) return raise(Exception::ValueError);
  return std::unexpected(fault);
}

Result<Contents> pack_real(Call& call, Value value, char letter) {
  const auto number = as_real(call, value);
  if (!number) return as_reported(number.error());
  if (letter == 'd') return bytes_of(std::bit_cast<std::uint64_t>(*number), 8);
  if (letter == 'f') {
    return bytes_of(std::bit_cast<std::uint32_t>(static_cast<float>(*number)), 4);
  }
  const auto half = closest_half(*number);
  if (!half) return raise(Exception::ValueError);
  return bytes_of(*half, 2);
}

}  // namespace

// The half that is closest to a number, by looking at all of them; at equal distance the even one.
std::optional<unsigned> closest_half(double number) {
  const unsigned sign = std::signbit(number) ? 0x8000U : 0U;
  if (std::isnan(number)) {
    const auto payload = static_cast<unsigned>(std::bit_cast<std::uint64_t>(number) >> 42U & 1023U);
    return sign | 0x7c00U | (payload == 0 ? 512U : payload);
  }
  if (std::isinf(number)) return sign | 0x7c00U;
  constexpr unsigned kAll = 0x7c00;  // all finite ones, and what would come after them
  static const std::vector<double> kHalves = [] {
    std::vector<double> halves;
    for (unsigned half = 0; half <= kAll; ++half) halves.push_back(half_value(half));
    return halves;
  }();
  const double size = std::abs(number);
  const auto above = std::ranges::lower_bound(kHalves, size);
  if (above == kHalves.end()) return std::nullopt;
  auto found = static_cast<unsigned>(above - kHalves.begin());
  if (*above != size) {
    const double to_next = *above - size;
    const double to_last = size - *(above - 1);
    if (to_last < to_next || (to_last == to_next && found % 2 == 1)) --found;
  }
  if (found == kAll) return std::nullopt;
  return sign | found;
}

// An integer, also of an object with __index__.
Result<Contents> as_integer(Call& call, Value value) {
  if (value.kind == Kind::custom && value.hook == Hook::index) {
    const auto answer = ask(call, value);
    if (!answer) return std::unexpected(answer.error());
    value = *answer;
  }
  if (value.kind == Kind::custom || !has_index(call.arena(), value)) {
    return raise(Exception::TypeError);
  }
  return integer_bytes(call.arena(), value);
}

// The lowest bytes of an integer; ValueError when the others hold more than its sign.
Result<Contents> fitted(Contents integer, std::size_t size, bool is_signed) {
  const std::uint8_t sign = is_negative(integer) ? 0xff : 0;
  if (!is_signed && sign != 0) return raise(Exception::ValueError);
  integer.resize(std::max(integer.size(), size), sign);
  for (std::size_t i = size; i < integer.size(); ++i) {
    if (integer[i] != sign) return raise(Exception::ValueError);
  }
  integer.resize(size);
  if (is_signed && is_negative(integer) != (sign != 0)) return raise(Exception::ValueError);
  return integer;
}

Result<double> as_real(Call& call, Value value) {
  if (value.kind == Kind::real) return value.real;
  const auto integer = as_integer(call, value);
  if (!integer) return fault(integer);
  const double size = std::strtod(digits_of(*integer, 10).c_str(), nullptr);
  if (std::isinf(size)) return raise(Exception::OverflowError);
  return is_negative(*integer) ? -size : size;
}

Contents bytes_of(std::uint64_t number, std::size_t size) {
  Contents bytes(size);
  for (std::uint8_t& digit : bytes) {
    digit = static_cast<std::uint8_t>(number % 256);
    number /= 256;
  }
  return bytes;
}

std::optional<Native> native_format(std::string_view format) {
  if (format.starts_with('@')) format.remove_prefix(1);
  if (format.size() != 1) return std::nullopt;
  for (const auto& [letters, size] : {std::pair<std::string_view, std::int64_t>{"cbB?", 1},
                                      {"hHe", 2},
                                      {"iIf", 4},
                                      {"lLqQnNdP", 8}}) {
    if (is_among(letters, format[0])) return Native{.letter = format[0], .size = size};
  }
  return std::nullopt;
}

Result<char> letter_of(std::string_view format) {
  if (format.starts_with('@')) format.remove_prefix(1);
  if (format.size() != 1) return raise(Exception::NotImplementedError);
  return format[0];
}

Result<Value> unpack(ByteSpan element, char letter, Arena& room) {
  const auto native = native_format({&letter, 1});
  if (!native) return raise(Exception::NotImplementedError);
  return value_of(element.first(static_cast<std::size_t>(native->size)), letter, true, false, room);
}

Result<Contents> pack(Call& call, Value value, char letter) {
  const auto native = native_format({&letter, 1});
  if (!native) return raise(Exception::NotImplementedError);
  const auto size = static_cast<std::size_t>(native->size);
  if (letter == 'c') {
    if (value.kind != Kind::bytes) return raise(Exception::TypeError);
    if (value.size != 1) return raise(Exception::ValueError);
    return Contents{call.arena().contents(value)[0]};
  }
  if (letter == '?') {
    const auto truth = as_truth(call, value);
    if (!truth) return fault(truth);
    return Contents{static_cast<std::uint8_t>(*truth ? 1 : 0)};
  }
  if (is_among(kReals, letter)) return pack_real(call, value, letter);
  // A pointer takes an int and nothing else, a negative one by its two's complement.
  if (letter == 'P' && value.kind == Kind::custom) return raise(Exception::TypeError);
  const auto integer = as_integer(call, value);
  if (!integer) return as_reported(integer.error());
  const bool is_signed = is_among(kSigned, letter) || (letter == 'P' && is_negative(*integer));
  return fitted(*integer, size, is_signed);
}

void struct_unpack(const StructFormat& format, ByteSpan element, Arena& room,
                   std::vector<Value>& values) {
  values.clear();
  for (const StructValue& value : format.values) {
    const auto size = static_cast<std::size_t>(value.size);
    for (std::int64_t n = 0; n < value.repeat; ++n) {
      const auto place = static_cast<std::size_t>(value.place + n * value.size);
      values.push_back(value_of(element.subspan(place, size), value.letter, format.little_endian,
                                !format.native, room));
    }
  }
}

namespace {

// An integer or a float without a fraction, in decimal digits; nothing for any other float.
std::optional<std::string> decimal(const Arena& arena, Value number) {
  if (number.kind != Kind::real) {
    const Contents bytes = integer_bytes(arena, number);
    const std::string digits = digits_of(bytes, 10);
    return is_negative(bytes) ? "-" + digits : digits;
  }
  if (!std::isfinite(number.real) || std::trunc(number.real) != number.real) return std::nullopt;
  std::vector<char> text(400);
  std::snprintf(text.data(), text.size(), "%.0f", number.real == 0 ? 0.0 : number.real);
  return text.data();
}

bool is_number(Value value) {
  return value.kind == Kind::boolean || value.kind == Kind::integer || value.kind == Kind::big ||
         value.kind == Kind::real;
}

// Others are in the arena.
bool is_small(Value number) { return number.kind == Kind::boolean || number.kind == Kind::integer; }

bool is_bytes(Value value) { return value.kind == Kind::bytes || value.kind == Kind::bytearray; }

}  // namespace

bool python_equal(const Arena& left_arena, Value left, const Arena& right_arena, Value right) {
  if (is_bytes(left) && is_bytes(right)) {
    return std::ranges::equal(left_arena.contents(left), right_arena.contents(right));
  }
  if (!is_number(left) || !is_number(right)) return false;
  if (left.kind == Kind::real && right.kind == Kind::real) return left.real == right.real;
  if (is_small(left) && is_small(right)) return left.integer == right.integer;
  const auto one = decimal(left_arena, left);
  const auto other = decimal(right_arena, right);
  return one && other && *one == *other;
}

}  // namespace holdfast::model

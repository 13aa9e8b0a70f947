// SPDX-License-Identifier: MIT
//
// bytearray as text: ASCII case and the tests for it, hexadecimal, decoding, repr, and what
// pickling reduces it to.
#include <algorithm>
#include <string>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/call.h"
#include "model/codecs.h"
#include "model/hexadecimal.h"
#include "model/mapping.h"
#include "model/representation.h"

namespace holdfast::model {
namespace {

ByteSpan bytes_of(const Call& call) { return call.self<Bytearray>().data; }

Result<Value> give_text(Call& call, std::string_view utf8) {
  if (const auto room = room_for(static_cast<std::int64_t>(utf8.size())); !room) {
    return fault(room);
  }
  return call.model.results().text(utf8);
}

// A new bytearray of what `change(byte, byte before it)` makes of each byte.
template <typename Change>
Result<Value> change_each(Call& call, Change&& change) {
  Contents result;
  std::uint8_t before = 0;
  for (const std::uint8_t byte : bytes_of(call)) {
    result.push_back(change(byte, before));
    before = byte;
  }
  return call.give_bytearray(result);
}

Result<Value> lower(Call& call) {
  return change_each(call, [](std::uint8_t byte, std::uint8_t) { return to_lower(byte); });
}
Result<Value> upper(Call& call) {
  return change_each(call, [](std::uint8_t byte, std::uint8_t) { return to_upper(byte); });
}
Result<Value> swap_case(Call& call) {
  return change_each(call, [](std::uint8_t byte, std::uint8_t) {
    return is_lower(byte) ? to_upper(byte) : to_lower(byte);
  });
}
Result<Value> title(Call& call) {
  return change_each(call, [](std::uint8_t byte, std::uint8_t before) {
    return is_alpha(before) ? to_lower(byte) : to_upper(byte);
  });
}
Result<Value> capitalize(Call& call) {
  bool first = true;
  return change_each(call, [&](std::uint8_t byte, std::uint8_t) {
    return std::exchange(first, false) ? to_upper(byte) : to_lower(byte);
  });
}

// True when there are bytes and all of them are of the kind.
template <typename Test>
Result<Value> all_are(Call& call, Test&& test) {
  const ByteSpan bytes = bytes_of(call);
  return Arena::boolean(!bytes.empty() && std::ranges::all_of(bytes, test));
}

Result<Value> is_alnum_all(Call& call) {
  return all_are(call, [](std::uint8_t byte) { return is_alpha(byte) || is_digit(byte); });
}
Result<Value> is_alpha_all(Call& call) { return all_are(call, is_alpha); }
Result<Value> is_digit_all(Call& call) { return all_are(call, is_digit); }
Result<Value> is_space_all(Call& call) { return all_are(call, is_space); }
Result<Value> is_ascii_all(Call& call) {
  return Arena::boolean(std::ranges::all_of(bytes_of(call), [](auto byte) { return byte < 0x80; }));
}
Result<Value> is_lower_all(Call& call) {
  return Arena::boolean(std::ranges::any_of(bytes_of(call), is_lower) &&
                        std::ranges::none_of(bytes_of(call), is_upper));
}
Result<Value> is_upper_all(Call& call) {
  return Arena::boolean(std::ranges::any_of(bytes_of(call), is_upper) &&
                        std::ranges::none_of(bytes_of(call), is_lower));
}

// Upper case after what has no case, lower case after what has, and some of either.
Result<Value> is_title(Call& call) {
  bool cased = false;
  std::uint8_t before = 0;
  for (const std::uint8_t byte : bytes_of(call)) {
    if (is_upper(byte) && is_alpha(before)) return Arena::boolean(false);
    if (is_lower(byte) && !is_alpha(before)) return Arena::boolean(false);
    cased = cased || is_alpha(byte);
    before = byte;
  }
  return Arena::boolean(cased);
}

// len(value), as far as values have one.
Result<std::int64_t> length_of(Call& call, Value value) {
  switch (value.kind) {
    case Kind::text:
      return static_cast<std::int64_t>(characters(call.arena().text(value)).size());
    case Kind::bytes:
    case Kind::bytearray:
    case Kind::tuple:
    case Kind::list:
      return value.size;
    case Kind::custom: {
      if (!is_derived(value)) return raise(Exception::TypeError);
      if (value.hook != Hook::len) return call.items(value)[2].size;
      const auto answer = ask(call, value);
      if (!answer) return fault(answer);
      if (answer->integer < 0) return raise(Exception::ValueError);
      return answer->integer;
    }
    default:
      if (const Bytearray* array = call.bytearray(value)) return array->size();
      if (const Mapping* mapping = call.mapping(value)) {
        if (mapping->closed) return raise(Exception::ValueError);
        return static_cast<std::int64_t>(mapping->window.size());
      }
      const View* view = call.view(value);
      if (view == nullptr) return raise(Exception::TypeError);
      if (view->released) return raise(Exception::ValueError);
      if (view->dimensions() == 0) return raise(Exception::TypeError);
      return view->shape[0];
  }
}

// The separator of hex: one ASCII character, as str or bytes.
Result<char> as_separator(Call& call, Value value) {
  const auto length = length_of(call, value);
  if (!length) return fault(length);
  if (*length != 1) return raise(Exception::ValueError);
  if (is_derived(value)) value = call.items(value)[2];
  if (value.kind != Kind::text && value.kind != Kind::bytes) return raise(Exception::TypeError);
  const ByteSpan text = call.arena().contents(value);
  // One that is empty, whatever it says itself, ends with a zero all the same.
  const std::uint8_t first = text.empty() ? 0 : text[0];
  if (first >= 0x80) return raise(Exception::ValueError);
  return static_cast<char>(first);
}

// Locked while the separator is asked for its length.
Result<Value> hex(Call& call) {
  const auto group = hex_group(call);
  if (!group) return fault(group);
  auto& array = call.self<Bytearray>();
  array.lend();
  auto text = give_hex(call, *group, array.data);
  array.take_back();
  return text;
}

int digit_of(std::uint8_t c) {
  if (is_digit(c)) return c - '0';
  c = to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// bytearray.fromhex(string): pairs of digits, with white space between them.
Result<Value> from_hex(Call& call) {
  Loan loan;
  if (call[0].kind == Kind::text) {
    loan = Loan(call.arena().contents(call[0]));
  } else {
    auto given = borrow(call, call[0]);
    if (!given) return fault(given);
    loan = std::move(*given);
  }
  const ByteSpan digits = loan.bytes();
  Contents bytes;
  for (std::size_t i = 0; i < digits.size();) {
    if (is_space(digits[i])) {
      ++i;
      continue;
    }
    const int high = digit_of(digits[i]);
    const int low = i + 1 < digits.size() ? digit_of(digits[i + 1]) : -1;
    if (high < 0 || low < 0) return raise(Exception::ValueError);
    bytes.push_back(static_cast<std::uint8_t>(16 * high + low));
    i += 2;
  }
  return call.give_bytearray(bytes);
}

Result<Value> decode_all(Call& call) {
  for (const std::size_t place : {0U, 1U}) {
    if (const auto name = check_name(call, place); !name) return fault(name);
  }
  const std::string_view encoding = call.has(0) ? call.arena().text(call[0]) : "utf-8";
  const auto text = decode(bytes_of(call), encoding, errors_of(call, 1));
  if (!text) return fault(text);
  Contents utf8;
  for (const std::uint32_t character : *text) put_utf8(utf8, character);
  return call.give(Kind::text, utf8);
}

Result<Value> represent(Call& call) { return give_text(call, bytearray_repr(bytes_of(call))); }

// (bytearray, arguments, None): as text up to protocol 2, as bytes from 3 on, nothing when empty.
Result<Value> reduce_to(Call& call, std::int64_t protocol) {
  Arena& results = call.model.results();
  const ByteSpan bytes = bytes_of(call);
  std::vector<Value> arguments;
  if (!bytes.empty() && protocol < 3) {
    Contents utf8;
    for (const std::uint8_t byte : bytes) put_utf8(utf8, byte);
    arguments = {results.bytes(Kind::text, utf8), results.text("latin-1")};
  } else if (!bytes.empty()) {
    arguments = {results.bytes(Kind::bytes, bytes)};
  }
  const Value parts[] = {Arena::plain(Kind::object), results.items(Kind::tuple, arguments),
                         Arena::none()};
  return results.items(Kind::tuple, parts);
}

Result<Value> reduce(Call& call) { return reduce_to(call, 2); }

Result<Value> reduce_ex(Call& call) {
  if (!call.has(0)) return reduce_to(call, 0);
  const auto protocol = as_int(call, call[0]);
  if (!protocol) return fault(protocol);
  return reduce_to(call, *protocol);
}

Result<Value> size_of(Call& call) { return call.leave_open(); }

constexpr Row kSteps[] = {
    {"bytearray.lower", lower},
    {"bytearray.upper", upper},
    {"bytearray.swapcase", swap_case},
    {"bytearray.title", title},
    {"bytearray.capitalize", capitalize},
    {"bytearray.isalnum", is_alnum_all},
    {"bytearray.isalpha", is_alpha_all},
    {"bytearray.isascii", is_ascii_all},
    {"bytearray.isdigit", is_digit_all},
    {"bytearray.islower", is_lower_all},
    {"bytearray.isspace", is_space_all},
    {"bytearray.istitle", is_title},
    {"bytearray.isupper", is_upper_all},
    {"bytearray.hex", hex, 0, 2, {"sep", "bytes_per_sep"}},
    {"bytearray.fromhex", from_hex, 1, 1},
    {"bytearray.decode", decode_all, 0, 2, {"encoding", "errors"}},
    {"bytearray.__repr__", represent},
    {"bytearray.__str__", represent},
    {"bytearray.__reduce__", reduce},
    {"bytearray.__reduce_ex__", reduce_ex, 0, 1},
    {"bytearray.__sizeof__", size_of},
};

}  // namespace

Result<std::int64_t> hex_group(Call& call) {
  if (!call.has(1)) return 1;
  return as_int(call, call[1]);
}

Result<Value> give_hex(Call& call, std::int64_t group, ByteSpan bytes) {
  char separator = 0;
  if (call.has(0)) {
    const auto given = as_separator(call, call[0]);
    if (!given) return fault(given);
    separator = *given;
  }
  const auto size = static_cast<std::int64_t>(bytes.size());
  std::string text;
  for (std::int64_t i = 0; i < size; ++i) {
    const std::int64_t distance = group > 0 ? size - i : i;
    if (call.has(0) && i > 0 && group != 0 && distance % group == 0) text += separator;
    text += hexadecimal(bytes[static_cast<std::size_t>(i)], 2);
  }
  return give_text(call, text);
}

std::span<const Row> text_steps() { return kSteps; }

}  // namespace holdfast::model

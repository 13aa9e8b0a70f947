// SPDX-License-Identifier: MIT
//
// repr() of the values that can meet a buffer type.
#include "impl/representation.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "impl/big_integer.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/memoryview.h"
#include "impl/mmap.h"
#include "impl/named.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

// Python prefers ' and takes " for what contains ' but no ".
char quote_for(std::string_view text) {
  return text.contains('\'') && !text.contains('"') ? '"' : '\'';
}

std::string_view as_view(Span bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void append_hex(Builder& out, const char* format, unsigned code) {
  std::array<char, 16> digits{};
  const int size = std::snprintf(digits.data(), digits.size(), format, code);
  out.append(std::string_view(digits.data(), static_cast<std::size_t>(size)));
}

// Appends a code point below 0x100 of a literal whose escaped quote is `quote`.
void append_character(Builder& out, unsigned code, char quote) {
  switch (code) {
    case '\t':
      return out.append("\\t");
    case '\n':
      return out.append("\\n");
    case '\r':
      return out.append("\\r");
    default:
      break;
  }
  if (code == '\\' || code == static_cast<unsigned char>(quote)) out.put('\\');
  if (code < ' ' || code >= 0x7f) return append_hex(out, "\\x%02x", code);
  out.put(static_cast<char>(code));
}

void append_str(Builder& out, std::string_view text) {
  const char quote = quote_for(text);
  out.put(quote);
  for (std::size_t at = 0; at < text.size();) {
    const auto code = static_cast<unsigned>(next_code_point(text, at));
    if (code < 0x100) {
      append_character(out, code, quote);
    } else {
      append_hex(out, code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
    }
  }
  out.put(quote);
}

Result<void> append_items(Builder& out, std::span<const Value> items, std::string_view open,
                          std::string_view close) {
  out.append(open);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out.append(", ");
    HOLDFAST_CHECK(append_ascii(out, items[i]));
  }
  out.append(close);
  return {};
}

// What an object says of itself, the rest of ASCII escaped.
Result<void> append_own(Builder& out, Object& object) {
  HOLDFAST_TRY(const Value answer, object.repr());
  const Str* text = answer.as<Str>();
  if (text == nullptr) {
    return type_error("__repr__ returned non-string (type {})", answer.type_name());
  }
  const std::string_view said = text->text();
  for (std::size_t at = 0; at < said.size();) {
    const auto code = static_cast<unsigned>(next_code_point(said, at));
    if (code < 0x80) {
      out.put(static_cast<char>(code));
    } else {
      append_hex(out, code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x", code);
    }
  }
  return {};
}

void append_address(Builder& out, std::string_view what, const Object& object) {
  std::array<char, 32> digits{};
  const int size =
      std::snprintf(digits.data(), digits.size(), "%p", static_cast<const void*>(&object));
  out.put('<');
  out.append(what);
  out.append(" at ");
  out.append(std::string_view(digits.data(), static_cast<std::size_t>(size)));
  out.put('>');
}

// CPython 3.14: Modules/mmapmodule.c:mmap__repr__method_lock_held.
void append_mmap(Builder& out, const Mmap& mapping) {
  static constexpr std::array<std::string_view, 4> kAccess = {"ACCESS_DEFAULT", "ACCESS_READ",
                                                              "ACCESS_WRITE", "ACCESS_COPY"};
  if (mapping.closed()) return out.append("<mmap.mmap closed=True>");
  out.append("<mmap.mmap closed=False, access=");
  out.append(kAccess[static_cast<std::size_t>(mapping.access())]);
  out.append(", length=");
  out.append_number(mapping.size());
  out.append(", pos=");
  out.append_number(mapping.position());
  out.append(", offset=");
  out.append_number(mapping.offset());
  out.put('>');
}

Result<void> append_object(Builder& out, Object& object) {
  switch (object.type()) {
    case ObjectType::big_integer: {
      const auto& number = static_cast<const BigInteger&>(object);
      if (number.negative()) out.put('-');
      number.append_digits(out, 10);
      return {};
    }
    case ObjectType::str:
      append_str(out, static_cast<const Str&>(object).text());
      return {};
    case ObjectType::bytes:
      append_bytes(out, static_cast<const Bytes&>(object).contents(), false);
      return {};
    case ObjectType::bytearray:
      out.append("bytearray(");
      append_bytes(out, static_cast<const ByteArray&>(object).contents(), true);
      out.put(')');
      return {};
    case ObjectType::tuple: {
      const auto items = static_cast<const Tuple&>(object).items();
      return append_items(out, items, "(", items.size() == 1 ? ",)" : ")");
    }
    case ObjectType::list:
      return append_items(out, static_cast<const List&>(object).items(), "[", "]");
    case ObjectType::slice: {
      const auto& slice = static_cast<const Slice&>(object);
      return append_items(out, std::array{slice.start(), slice.stop(), slice.step()}, "slice(",
                          ")");
    }
    case ObjectType::memoryview: {
      const bool released = static_cast<const MemoryView&>(object).released();
      append_address(out, released ? "released memory" : "memory", object);
      return {};
    }
    case ObjectType::mmap:
      append_mmap(out, static_cast<const Mmap&>(object));
      return {};
    case ObjectType::type:
      out.append(static_cast<const Named&>(object).name());
      return {};
    default:
      if (object.has_repr()) return append_own(out, object);
      out.put('<');
      out.append(object.type_name());
      out.append(" object>");
      return {};
  }
}

}  // namespace

void append_bytes(Builder& out, Span bytes, bool bytearray_style) {
  const char quote = quote_for(as_view(bytes));
  out.put('b');
  out.put(quote);
  for (const std::uint8_t byte : bytes) append_character(out, byte, bytearray_style ? '\'' : quote);
  out.put(quote);
}

void append_real(Builder& out, double number) {
  if (std::isnan(number)) return out.append("nan");
  if (std::isinf(number)) return out.append(number < 0 ? "-inf" : "inf");
  std::array<char, 32> shortest{};
  const char* end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), number,
                                  std::chars_format::scientific)
                        .ptr;
  // "-d.ddde+xx": the sign, the digits (without the point) and the decimal exponent.
  std::string_view text(shortest.data(), static_cast<std::size_t>(end - shortest.data()));
  if (text.starts_with('-')) out.put('-');
  text.remove_prefix(text.starts_with('-') ? 1 : 0);
  const std::size_t mark = text.find('e');
  const int exponent = std::atoi(text.data() + mark + 1);
  // The first digit takes the place of the point behind it.
  shortest[static_cast<std::size_t>(text.data() - shortest.data()) + 1] = text[0];
  const std::string_view digits = mark == 1 ? text.substr(0, 1) : text.substr(1, mark - 1);
  if (exponent < -4 || exponent >= 16) {
    out.append(digits.substr(0, 1));
    if (digits.size() > 1) out.put('.');
    out.append(digits.substr(1));
    out.append(exponent < 0 ? "e-" : "e+");
    if (std::abs(exponent) < 10) out.put('0');
    return out.append_number(std::abs(exponent));
  }
  if (exponent < 0) {
    out.append("0.");
    out.fill(static_cast<std::size_t>(-exponent - 1), '0');
    return out.append(digits);
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  out.append(digits.substr(0, whole));
  if (digits.size() < whole) out.fill(whole - digits.size(), '0');
  out.put('.');
  out.append(digits.size() > whole ? digits.substr(whole) : "0");
}

Result<void> append_ascii(Builder& out, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::none:
      out.append("None");
      return {};
    case Value::Kind::boolean:
      out.append(value.integer() != 0 ? "True" : "False");
      return {};
    case Value::Kind::integer:
      out.append_number(value.integer());
      return {};
    case Value::Kind::real:
      append_real(out, value.real());
      return {};
    case Value::Kind::ellipsis:
      out.append("Ellipsis");
      return {};
    case Value::Kind::object:
      return append_object(out, value.object());
  }
  return {};
}

}  // namespace holdfast::impl

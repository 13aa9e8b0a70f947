// SPDX-License-Identifier: MIT
#include "harness/python_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "harness/json_values.h"
#include "harness/python_spelling.h"

namespace holdfast {
namespace {

// Runs of one byte that are longer than this are multiplied out.
constexpr std::size_t kRun = 16;

void escape(std::string& out, std::uint32_t code, std::size_t digits, char letter) {
  out += '\\';
  out += letter;
  while (digits-- > 0) out += "0123456789abcdef"[code >> (4 * digits) & 0xfU];
}

// What bytes and str literals write alike; returns false for the rest.
bool write_common(std::string& out, std::uint32_t code) {
  if (code == '\n') {
    out += "\\n";
  } else if (code == '\t') {
    out += "\\t";
  } else if (code == '\r') {
    out += "\\r";
  } else if (code == '"' || code == '\\') {
    out += '\\';
    out += static_cast<char>(code);
  } else if (code >= 0x20 && code < 0x7f) {
    out += static_cast<char>(code);
  } else {
    return false;
  }
  return true;
}

std::string python_real(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  if (std::isnan(number)) {
    if (bits == 0x7ff8000000000000U) return "float(\"nan\")";
    std::string hex;
    write_real(hex, number);
    return "struct.unpack(\">d\", bytes.fromhex(\"" + hex.substr(4) + "\"))[0]";
  }
  if (std::isinf(number)) return number < 0 ? "float(\"-inf\")" : "float(\"inf\")";
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  std::string text(digits.data(), end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string python_big(std::span<const std::uint8_t> twos_complement) {
  std::string json;
  write_big(json, twos_complement);  // {"int": "-0x8000000000000001"}
  const auto first = json.find_first_of("-0");
  return json.substr(first, json.rfind('"') - first);
}

std::string join(const Arena& arena, Value value) {
  std::string text;
  for (const Value item : arena.items(value)) {
    if (!text.empty()) text += ", ";
    text += value_to_python(arena, item);
  }
  return text;
}

std::string list_arguments(std::span<const SpeltArgument> arguments) {
  std::string text;
  for (const SpeltArgument& argument : arguments) {
    if (!text.empty()) text += ", ";
    if (!argument.keyword.empty()) text.append(argument.keyword).append("=");
    text += argument.text;
  }
  return text;
}

// What stands between the brackets of a subscript: "1:3", "::-1", "0".
std::string subscript(const SpeltArgument& key) {
  if (key.slice.empty()) return key.text;
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) {
    const bool none = key.slice[i] == "None";
    if (i == 2 && none) break;
    if (i > 0) text += ':';
    if (!none) text += key.slice[i];
  }
  return text;
}

}  // namespace

std::string python_bytes(std::span<const std::uint8_t> contents) {
  if (contents.size() > kRun &&
      std::ranges::count(contents, contents[0]) == static_cast<std::ptrdiff_t>(contents.size())) {
    const std::string size = std::to_string(contents.size());
    if (contents[0] == 0) return "bytes(" + size + ")";
    return python_bytes(contents.first(1)) + " * " + size;
  }
  std::string out = "b\"";
  for (const std::uint8_t byte : contents) {
    if (!write_common(out, byte)) escape(out, byte, 2, 'x');
  }
  return out + "\"";
}

std::string python_text(std::string_view utf8) {
  std::string out = "\"";
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    std::uint32_t code = more == 0 ? lead : lead & (0x3fU >> more);
    for (std::size_t j = 0; j < more && i + 1 < utf8.size(); ++j) {
      code = code << 6U | (static_cast<unsigned char>(utf8[++i]) & 0x3fU);
    }
    if (write_common(out, code)) continue;
    if (code >= 0x10000) {
      escape(out, code, 8, 'U');
    } else if (code >= 0x100) {
      escape(out, code, 4, 'u');
    } else {
      escape(out, code, 2, 'x');
    }
  }
  return out + "\"";
}

std::string value_to_python(const Arena& arena, Value value) {
  switch (value.kind) {
    case Kind::none:
      return "None";
    case Kind::boolean:
      return value.integer != 0 ? "True" : "False";
    case Kind::integer:
      return std::to_string(value.integer);
    case Kind::big:
      return python_big(arena.contents(value));
    case Kind::real:
      return python_real(value.real);
    case Kind::bytes:
      return python_bytes(arena.contents(value));
    case Kind::bytearray:
      return "bytearray(" + (value.size == 0 ? "" : python_bytes(arena.contents(value))) + ")";
    case Kind::text:
      return python_text(arena.text(value));
    case Kind::tuple:
      return "(" + join(arena, value) + (value.size == 1 ? ",)" : ")");
    case Kind::list:
      return "[" + join(arena, value) + "]";
    case Kind::slice:
      return "slice(" + join(arena, value) + ")";
    case Kind::reference:
      return name(value.reg);
    case Kind::ellipsis:
      return "...";
    case Kind::object:
      return "object()";
    case Kind::iterator:
      return "<yields " + join(arena, value) + ">";
    case Kind::custom: {
      const auto items = arena.items(value);
      std::string text = "<";
      text.append(names_of(value.hook).key).append(" ");
      return text + value_to_python(arena, items[1]) + ">";
    }
    case Kind::block:
      return value.size == 0 ? "nothing" : "<runs " + std::to_string(value.size) + " steps>";
    case Kind::raising:
      return "<raises>";
  }
  return "";
}

bool is_fileno(const StepKind& kind, std::size_t place, Value argument) {
  if (kind.name != "mmap" || argument.kind != Kind::reference) return false;
  if (argument.reg.cls() != Class::file) return false;
  return argument.keyword == 0 ? place == 0 : kKeywords[argument.keyword - 1U] == "fileno";
}

SpeltCall python_call(const Step& step, std::span<const SpeltArgument> arguments) {
  const StepKind& kind = kind_of(step.op);
  const std::string python(kind.python);
  const std::string self = step.self.exists() ? name(step.self) : "";
  const std::string list = list_arguments(arguments);
  const std::string spaced = " " + python + " ";
  switch (kind.form) {
    case Form::construct:
      return {.text = python + "(" + list + ")"};
    case Form::method:
      return {.text = self + "." + python + "(" + list + ")"};
    case Form::static_method: {
      if (python.find('.') != std::string::npos) return {.text = python + "(" + list + ")"};
      return {.text = std::string(kind.name) + "(" + list + ")"};
    }
    case Form::builtin:
      return {.text = python + "(" + self + (list.empty() ? "" : ", ") + list + ")"};
    case Form::property:
      return {.text = self + "." + python, .is_attribute = true};
    case Form::variable:
      return {.text = python, .is_attribute = true};
    case Form::dereference:
      return {.text = self + "()", .is_attribute = true};
    case Form::get_item:
      return {.text = self + "[" + subscript(arguments[0]) + "]"};
    case Form::set_item:
      return {.text = self + "[" + subscript(arguments[0]) + "] = " + arguments[1].text,
              .is_statement = true};
    case Form::del_item:
      return {.text = "del " + self + "[" + subscript(arguments[0]) + "]", .is_statement = true};
    case Form::binary:
      return {.text = self + spaced + arguments[0].text, .is_comparison = true};
    case Form::reflected:
      return {.text = arguments[0].text + spaced + self, .is_comparison = true};
    case Form::in_place:
      return {.text = self + spaced + arguments[0].text, .is_statement = true};
    case Form::drop:
      return {.text = "del " + self, .is_statement = true};
  }
  return {};
}

}  // namespace holdfast

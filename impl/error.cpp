// SPDX-License-Identifier: MIT
//
// Exception names, their hierarchy as far as the library needs it, and the rendering of messages.
#include "impl/error.h"

#include <array>
#include <cstring>

namespace holdfast::impl {
namespace {

constexpr std::array<const char*, 23> kNames = {
    "AttributeError",    "BufferError",          "FileNotFoundError",
    "IndexError",        "IsADirectoryError",    "KeyError",
    "LookupError",       "MemoryError",          "NotImplementedError",
    "OSError",           "OverflowError",        "PermissionError",
    "RuntimeError",      "StopIteration",        "SystemError",
    "TypeError",         "UnicodeDecodeError",   "UnicodeEncodeError",
    "UnicodeError",      "UnsupportedOperation", "ValueError",
    "ZeroDivisionError", "struct.error",
};

// The nearest base class that the enumeration knows, or the type itself.
ExceptionType base_of(ExceptionType type) {
  using enum ExceptionType;
  switch (type) {
    case FileNotFoundError:
    case IsADirectoryError:
    case PermissionError:
      return OSError;
    case IndexError:
    case KeyError:
      return LookupError;
    case NotImplementedError:
      return RuntimeError;
    case UnicodeDecodeError:
    case UnicodeEncodeError:
      return UnicodeError;
    case UnicodeError:
      return ValueError;
    default:
      return type;
  }
}

}  // namespace

const char* name(ExceptionType type) { return kNames[static_cast<std::size_t>(type)]; }

bool is_a(ExceptionType type, ExceptionType base) {
  if (type == ExceptionType::UnsupportedOperation) {
    // It has two bases.
    return base == type || base == ExceptionType::OSError || base == ExceptionType::ValueError;
  }
  while (type != base) {
    const ExceptionType next = base_of(type);
    if (next == type) return false;
    type = next;
  }
  return true;
}

MessageArgument MessageArgument::copy(std::string_view text) {
  MessageArgument argument;
  argument.kind_ = Kind::copy;
  text = text.substr(0, argument.storage_.size());
  if (!text.empty()) std::memcpy(argument.storage_.data(), text.data(), text.size());
  return argument;
}

void MessageArgument::append_to(std::string& out) const {
  switch (kind_) {
    case Kind::none:
      return;
    case Kind::number: {
      std::int64_t number = 0;
      std::memcpy(&number, storage_.data(), sizeof(number));
      out += std::to_string(number);
      return;
    }
    case Kind::text: {
      const char* text = nullptr;
      std::memcpy(static_cast<void*>(&text), storage_.data(), sizeof(text));
      out += text;
      return;
    }
    case Kind::copy:
      out.append(storage_.data(), strnlen(storage_.data(), storage_.size()));
      return;
  }
}

bool Message::own(std::string_view text) {
  if (!text_.resize(text.size())) return false;
  if (!text.empty()) std::memcpy(text_.data(), text.data(), text.size());
  return true;
}

void Message::render_to(std::string& out) const {
  std::size_t next = 0;
  for (std::string_view rest = format_; !rest.empty();) {
    if (rest.starts_with("{}")) {
      if (next < arguments_.size()) arguments_[next++].append_to(out);
      rest.remove_prefix(2);
    } else if (rest.starts_with("{*}")) {
      out.append(reinterpret_cast<const char*>(text_.data()), text_.size());
      rest.remove_prefix(3);
    } else {
      const std::string_view plain = rest.substr(0, rest.find('{', 1));
      out += plain;
      rest.remove_prefix(plain.size());
    }
  }
}

std::string Message::render() const {
  std::string out;
  render_to(out);
  return out;
}

std::string Error::describe() const {
  std::string out = name(type);
  out += ": ";
  message.render_to(out);
  return out;
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// The % operator: reading the format, fetching values, and padding what they became.
#include "impl/bytes_format.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

#include "impl/big_integer.h"
#include "impl/builder.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/bytes_text.h"
#include "impl/bytes_writer.h"
#include "impl/convert.h"
#include "impl/memoryview.h"
#include "impl/mmap.h"
#include "impl/ndarray.h"
#include "impl/representation.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

// True for what CPython takes for a mapping that %(key)s could look into.
bool is_mapping(const Value& values) {
  return values.is_object() && (values.object().type() == ObjectType::list ||
                                values.object().type() == ObjectType::memoryview ||
                                values.object().type() == ObjectType::mmap ||
                                values.object().type() == ObjectType::ndarray);
}

// mapping[key] for a key that is bytes: none of the mappings there are takes one.
Failure refuse_key(const Value& mapping) {
  if (const auto* view = mapping.as<MemoryView>()) {
    if (auto released = view->check_released(); !released) {
      return Failure(std::move(released).error());
    }
    return type_error(view->ndim() == 0 ? "invalid indexing of 0-dim memory"
                                        : "memoryview: invalid slice key");
  }
  if (const auto* mapped = mapping.as<Mmap>()) {
    if (mapped->closed()) return value_error("mmap closed or invalid");
    return type_error("mmap indices must be integers");
  }
  if (const auto* array = mapping.as<NdArray>()) {
    return type_error(array->view().ndim == 0 ? "invalid indexing of scalar"
                                              : "cannot index memory using \"bytes\"");
  }
  return type_error("list indices must be integers or slices, not bytes");
}

Failure unsupported(std::uint8_t conversion, std::int64_t index, bool after_digits) {
  // CPython reads the character as a signed one, except behind digits.
  if (conversion >= 0x80 && !after_digits) {
    return fail(ExceptionType::OverflowError, "character argument not in range(0x110000)");
  }
  std::array<char, 4> character{};
  const std::size_t size = put_code_point(conversion, character.data());
  std::array<char, 8> code{};
  std::snprintf(code.data(), code.size(), "0x%x", static_cast<unsigned>(conversion));
  return fail_about({character.data(), size}, ExceptionType::ValueError,
                    "unsupported format character '{*}' ({}) at index {}",
                    MessageArgument::copy(code.data()), index);
}

class Formatter {
 public:
  Formatter(Span format, const Value& values)
      : format_(format), only_(values), is_mapping_(is_mapping(values)) {
    if (const Tuple* tuple = values.as<Tuple>()) {
      tuple_ = tuple;
      left_ = static_cast<std::int64_t>(tuple->items().size());
    }
  }

  Result<Ref<ByteArray>> run() {
    HOLDFAST_CHECK(out_.promise(format_.size()));
    while (at_ < format_.size()) {
      const Span rest = format_.subspan(at_);
      const std::int64_t plain = find(rest, std::array<std::uint8_t, 1>{'%'});
      if (plain == kNotFound) {
        out_.write(rest);
        break;
      }
      out_.write(rest.first(static_cast<std::size_t>(plain)));
      at_ += static_cast<std::size_t>(plain) + 1;
      HOLDFAST_CHECK(one());
    }
    if (left_ > 0 && !is_mapping_) return not_all_converted();
    return out_.finish();
  }

 private:
  [[nodiscard]] bool more() const { return at_ < format_.size(); }
  [[nodiscard]] std::uint8_t peek() const { return format_[at_]; }

  static Failure not_all_converted() {
    return type_error("not all arguments converted during bytes formatting");
  }

  Result<const Value*> next_value() {
    if (left_ <= 0) return type_error("not enough arguments for format string");
    --left_;
    if (tuple_ == nullptr) return &only_;
    const auto items = tuple_->items();
    return &items[items.size() - 1 - static_cast<std::size_t>(left_)];
  }

  // One conversion; `at_` is behind its '%'.
  Result<void> one() {
    if (more() && peek() == '%') {
      ++at_;
      out_.write('%');
      return {};
    }
    if (more() && peek() == '(') HOLDFAST_CHECK(take_key());
    FormatSpec spec;
    take_flags(spec);
    HOLDFAST_CHECK(take_width(spec));
    HOLDFAST_CHECK(take_precision(spec));
    if (more() && (peek() == 'h' || peek() == 'l' || peek() == 'L')) ++at_;
    if (!more()) return value_error("incomplete format");
    const std::uint8_t conversion = format_[at_++];
    spec.conversion = static_cast<char>(conversion);
    HOLDFAST_TRY(const Value* value, next_value());
    return convert(spec, *value, conversion);
  }

  Result<void> take_key() {
    if (!is_mapping_) return type_error("format requires a mapping");
    ++at_;
    int open = 1;
    while (open > 0 && more()) {
      const std::uint8_t c = format_[at_++];
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    if (open > 0) return value_error("incomplete format key");
    return refuse_key(only_);
  }

  void take_flags(FormatSpec& spec) {
    for (; more(); ++at_) {
      switch (peek()) {
        case '-':
          spec.left = true;
          break;
        case '+':
          spec.sign = true;
          break;
        case ' ':
          spec.blank = true;
          break;
        case '#':
          spec.alternate = true;
          break;
        case '0':
          spec.zero = true;
          break;
        default:
          return;
      }
    }
  }

  // Digits up to `most`; `message` is what the ValueError says when there are too many.
  Result<std::int64_t> take_number(std::int64_t most, const char* message) {
    std::int64_t number = 0;
    for (; more() && is_digit(peek()); ++at_) {
      const std::int64_t digit = peek() - '0';
      if (number > (most - digit) / 10) return value_error(message);
      number = number * 10 + digit;
      digits_end_ = at_ + 1;
    }
    return number;
  }

  // The value that '*' stands for.
  Result<const Value*> take_star() {
    ++at_;
    HOLDFAST_TRY(const Value* value, next_value());
    if (!value->is_integer() && value->as<BigInteger>() == nullptr)
      return type_error("* wants int");
    return value;
  }

  Result<void> take_width(FormatSpec& spec) {
    if (!more()) return {};
    if (peek() == '*') {
      HOLDFAST_TRY(const Value* value, take_star());
      HOLDFAST_TRY(spec.width, as_size(*value));
      if (spec.width == std::numeric_limits<std::int64_t>::min()) {
        return fail(ExceptionType::OverflowError, "width too big");
      }
      if (spec.width < 0) {
        spec.left = true;
        spec.width = -spec.width;
      }
    } else if (is_digit(peek())) {
      HOLDFAST_TRY(spec.width,
                   take_number(std::numeric_limits<std::int64_t>::max(), "width too big"));
    }
    return {};
  }

  Result<void> take_precision(FormatSpec& spec) {
    if (!more() || peek() != '.') return {};
    ++at_;
    spec.precision = 0;
    if (more() && peek() == '*') {
      HOLDFAST_TRY(const Value* value, take_star());
      HOLDFAST_TRY(const int precision, as_int(*value));
      spec.precision = std::max(precision, 0);
      return {};
    }
    HOLDFAST_TRY(const std::int64_t precision,
                 take_number(std::numeric_limits<int>::max(), "prec too big"));
    spec.precision = static_cast<int>(precision);
    return {};
  }

  Result<void> convert(const FormatSpec& spec, const Value& value, std::uint8_t conversion) {
    switch (conversion) {
      case 'r':
      case 'a': {
        Builder text;
        HOLDFAST_CHECK(append_ascii(text, value));
        if (text.failed()) return memory_error();
        return put_text(spec, cut(spec, text.bytes()));
      }
      case 's':
      case 'b':
        return put_bytes(spec, value);
      case 'i':
      case 'd':
      case 'u':
      case 'o':
      case 'x':
      case 'X': {
        HOLDFAST_TRY(const Block text, format_integer(value, spec));
        const bool plain =
            value.kind() == Value::Kind::integer || value.as<BigInteger>() != nullptr;
        return put_number(spec, text.bytes(), plain && conversion != 'X');
      }
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G': {
        HOLDFAST_TRY(const Block text, format_real(value, spec));
        return put_number(spec, text.bytes(), true);
      }
      case 'c': {
        HOLDFAST_TRY(const std::uint8_t byte, as_character(value));
        return put_text(spec, {&byte, 1});
      }
      default:
        return unsupported(conversion, static_cast<std::int64_t>(at_) - 1, digits_end_ == at_ - 1);
    }
  }

  static Span cut(const FormatSpec& spec, Span text) {
    if (spec.precision < 0) return text;
    return text.first(std::min(text.size(), static_cast<std::size_t>(spec.precision)));
  }

  // CPython 3.14: format_obj.
  Result<void> put_bytes(const FormatSpec& spec, const Value& value) {
    if (const auto* bytes = value.as<Bytes>()) {
      return put_text(spec, cut(spec, bytes->contents()));
    }
    if (const auto* array = value.as<ByteArray>()) {
      return put_text(spec, cut(spec, array->contents()));
    }
    if (!supports_buffer(value)) {
      return type_error(
          "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
          value.type_name());
    }
    AcquiredBuffer buffer;
    HOLDFAST_CHECK(acquire(value, request::kFullRo, buffer));
    Block copy;
    if (!copy.resize(static_cast<std::size_t>(buffer.view().len))) return memory_error();
    copy_to(buffer.view(), copy.data());
    return put_text(spec, cut(spec, copy.bytes()));
  }

  // CPython 3.14: byte_converter.
  static Result<std::uint8_t> as_character(const Value& value) {
    Span bytes;
    const bool is_bytes = value.as<Bytes>() != nullptr;
    if (is_bytes) bytes = value.as<Bytes>()->contents();
    if (const auto* array = value.as<ByteArray>()) bytes = array->contents();
    if (bytes.size() == 1) return bytes[0];
    if (is_bytes || value.as<ByteArray>() != nullptr) {
      return type_error(
          "%c requires an integer in range(256) or a single byte, not a {} object of length {}",
          value.type_name(), bytes.size());
    }
    if (!supports_index(value)) {
      return type_error("%c requires an integer in range(256) or a single byte, not {}",
                        value.type_name());
    }
    HOLDFAST_TRY(const Value number, to_index(value));
    if (!number.is_integer() || number.integer() < 0 || number.integer() > 255) {
      return fail(ExceptionType::OverflowError, "%c arg not in range(256)");
    }
    return static_cast<std::uint8_t>(number.integer());
  }

  // Promises what a conversion puts out; the two bytes of the shortest one are promised already.
  Result<std::size_t> promise_padded(const FormatSpec& spec, std::size_t size) {
    const std::size_t width = spec.width < 0 ? 0 : static_cast<std::size_t>(spec.width);
    const std::size_t total = std::max(size, width);
    if (total > 2) HOLDFAST_CHECK(out_.promise(total - 2));
    return total - size;
  }

  Result<void> put_text(const FormatSpec& spec, Span text) {
    HOLDFAST_TRY(const std::size_t gap, promise_padded(spec, text.size()));
    if (!spec.left) out_.fill(gap, ' ');
    out_.write(text);
    if (spec.left) out_.fill(gap, ' ');
    return {};
  }

  // A number is split into sign, "0x" and digits, and zeros go before the digits. What CPython
  // prints on its `direct` way (no width, nothing special) promises exactly what it needs.
  Result<void> put_number(const FormatSpec& spec, Span text, bool direct) {
    if (direct && spec.width == -1 && spec.precision == -1 && !spec.sign && !spec.blank) {
      out_.take_back(2);
      HOLDFAST_CHECK(out_.promise(text.size()));
      out_.write(text);
      return {};
    }
    Span sign = text.first(text.empty() || (text[0] != '-' && text[0] != '+') ? 0 : 1);
    text = text.subspan(sign.size());
    static constexpr std::array<std::uint8_t, 2> kSigns = {'+', ' '};
    if (sign.empty() && spec.sign) {
      sign = Span(kSigns).first(1);
    } else if (sign.empty() && spec.blank) {
      sign = Span(kSigns).last(1);
    }
    const bool prefixed = spec.alternate && (spec.conversion == 'x' || spec.conversion == 'X' ||
                                             spec.conversion == 'o');
    const Span prefix = text.first(prefixed ? 2 : 0);
    text = text.subspan(prefix.size());
    HOLDFAST_TRY(const std::size_t gap,
                 promise_padded(spec, sign.size() + prefix.size() + text.size()));
    const bool zeros = spec.zero && !spec.left;
    if (!spec.left && !zeros) out_.fill(gap, ' ');
    out_.write(sign);
    out_.write(prefix);
    if (zeros) out_.fill(gap, '0');
    out_.write(text);
    if (spec.left) out_.fill(gap, ' ');
    return {};
  }

  BytesWriter out_;
  Span format_;
  const Value& only_;
  const Tuple* tuple_ = nullptr;
  std::int64_t left_ = 1;  // values not fetched yet
  bool is_mapping_;
  std::size_t at_ = 0;
  std::size_t digits_end_ = 0;  // where the last run of digits ended
};

}  // namespace

Result<Ref<ByteArray>> format_bytes(Span format, const Value& values) {
  return Formatter(format, values).run();
}

}  // namespace holdfast::impl

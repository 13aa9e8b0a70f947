// SPDX-License-Identifier: MIT
//
// A conversion is %, a key in parentheses, flags, width, precision, a length that says nothing, and
// a letter. An argument is taken for each * on the way and, when all has been read, for the letter.
#include "model/formatting.h"

#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/conversions.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMostPrecision = std::numeric_limits<std::int32_t>::max();

class Formatter {
 public:
  Formatter(Call& call, ByteSpan format, Value arguments)
      : call_(call), format_(format), all_(arguments), is_tuple_(arguments.kind == Kind::tuple) {}

  Result<Contents> run() {
    while (at_ < format_.size()) {
      if (format_[at_] != '%') {
        result_.push_back(format_[at_++]);
        continue;
      }
      if (const auto done = convert(); !done) return fault(done);
    }
    const bool left = is_tuple_ ? taken_ < all_.size : taken_ == 0;
    if (left && !is_mapping()) return raise(Exception::TypeError);
    return result_;
  }

 private:
  // Lists, memoryviews, mappings of files and exporters for tests have subscripts, but refuse a key
  // of bytes.
  [[nodiscard]] bool is_mapping() const {
    return all_.kind == Kind::list || call_.view(all_) != nullptr ||
           call_.mapping(all_) != nullptr || call_.exporter(all_) != nullptr;
  }

  // The next character of the conversion goes to `c_`, which stays when there is none.
  bool read() {
    if (at_ >= format_.size()) {
      ended_ = true;
      return false;
    }
    c_ = format_[at_++];
    after_digits_ = false;
    return true;
  }

  Result<Value> next_argument() {
    if (!is_tuple_ && taken_++ == 0) return all_;
    if (is_tuple_ && taken_ < all_.size) return call_.items(all_)[taken_++];
    return raise(Exception::TypeError);
  }

  // An argument for *: an int, no less.
  Result<std::int64_t> star(std::int64_t least, std::int64_t most) {
    const auto value = next_argument();
    if (!value) return fault(value);
    if (value->kind == Kind::big) return raise(Exception::OverflowError);
    if (value->kind != Kind::integer && value->kind != Kind::boolean) {
      return raise(Exception::TypeError);
    }
    if (value->integer < least || value->integer > most) return raise(Exception::OverflowError);
    return value->integer;
  }

  // Digits, the first of which is in `c_`.
  Result<std::int64_t> number(std::int64_t most) {
    std::int64_t read_so_far = c_ - '0';
    while (read() && is_digit(c_)) {
      if (read_so_far > (most - (c_ - '0')) / 10) return raise(Exception::ValueError);
      read_so_far = 10 * read_so_far + (c_ - '0');
    }
    after_digits_ = true;
    return read_so_far;
  }

  Result<> read_key() {
    if (!is_mapping()) return raise(Exception::TypeError);
    int depth = 1;
    for (++at_; depth > 0; ++at_) {
      if (at_ >= format_.size()) return raise(Exception::ValueError);
      if (format_[at_] == '(') ++depth;
      if (format_[at_] == ')') --depth;
    }
    const View* view = call_.view(all_);
    const Mapping* mapping = call_.mapping(all_);
    const bool gone =
        (view != nullptr && view->released) || (mapping != nullptr && mapping->closed);
    return raise(gone ? Exception::ValueError : Exception::TypeError);
  }

  void read_flags() {
    c_ = 0;
    while (read()) {
      if (c_ == '-') {
        conversion_.left = true;
      } else if (c_ == '+') {
        conversion_.plus = true;
      } else if (c_ == ' ') {
        conversion_.blank = true;
      } else if (c_ == '#') {
        conversion_.alternate = true;
      } else if (c_ == '0') {
        conversion_.zero = true;
      } else {
        return;
      }
    }
  }

  Result<> read_width() {
    if (c_ == '*') {
      const auto given = star(-kMost, kMost);
      if (!given) return fault(given);
      conversion_.left = conversion_.left || *given < 0;
      conversion_.width = *given < 0 ? -*given : *given;
      read();
    } else if (is_digit(c_)) {
      const auto given = number(kMost);
      if (!given) return fault(given);
      conversion_.width = *given;
    }
    return {};
  }

  Result<> read_precision() {
    if (c_ != '.') return {};
    conversion_.precision = 0;
    read();
    if (c_ == '*') {
      const auto given = star(-kMostPrecision - 1, kMostPrecision);
      if (!given) return fault(given);
      conversion_.precision = std::max<std::int64_t>(*given, 0);
      read();
    } else if (is_digit(c_)) {
      const auto given = number(kMostPrecision);
      if (!given) return fault(given);
      conversion_.precision = *given;
    }
    return {};
  }

  Result<> convert() {
    ++at_;
    conversion_ = {};
    ended_ = false;
    if (at_ < format_.size() && format_[at_] == '%') {
      result_.push_back(format_[at_++]);
      return {};
    }
    if (at_ < format_.size() && format_[at_] == '(') return read_key();
    read_flags();
    if (const auto done = read_width(); !done) return done;
    if (const auto done = read_precision(); !done) return done;
    if (!ended_ && (c_ == 'h' || c_ == 'l' || c_ == 'L')) read();
    if (ended_) return raise(Exception::ValueError);
    const auto value = next_argument();
    if (!value) return fault(value);
    // CPython has the letter as a signed char here, except behind digits, and its complaint about
    // one that is no ASCII fails itself.
    if (c_ >= 0x80 && !after_digits_) return raise(Exception::OverflowError);
    conversion_.letter = static_cast<char>(c_);
    const auto piece = convert_value(call_, conversion_, *value);
    if (!piece) return fault(piece);
    return put(*piece);
  }

  // Pads a piece to the width: spaces at either side, zeros between its sign and its digits.
  Result<> put(const Piece& piece) {
    const auto size = static_cast<std::int64_t>(piece.sign.size() + piece.body.size());
    const std::int64_t padding = std::max<std::int64_t>(0, conversion_.width - size);
    if (const auto room = room_for(std::max(size, conversion_.width)); !room) return room;
    if (const auto room = room_for(static_cast<std::int64_t>(result_.size()) + size + padding);
        !room)
      return room;
    const bool zeros = piece.is_number && conversion_.zero;
    const auto put_padding = [&](char fill) {
      result_.insert(result_.end(), static_cast<std::size_t>(padding),
                     static_cast<std::uint8_t>(fill));
    };
    if (!conversion_.left && !zeros) put_padding(' ');
    result_.insert(result_.end(), piece.sign.begin(), piece.sign.end());
    if (!conversion_.left && zeros) put_padding('0');
    result_.insert(result_.end(), piece.body.begin(), piece.body.end());
    if (conversion_.left) put_padding(' ');
    return {};
  }

  Call& call_;
  ByteSpan format_;
  Value all_;
  bool is_tuple_;
  std::uint32_t taken_ = 0;
  std::size_t at_ = 0;
  std::uint8_t c_ = 0;
  bool ended_ = false;
  bool after_digits_ = false;
  Conversion conversion_;
  Contents result_;
};

}  // namespace

Result<Contents> format_bytes(Call& call, ByteSpan format, Value arguments) {
  return Formatter(call, format, arguments).run();
}

}  // namespace holdfast::model

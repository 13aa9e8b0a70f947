// SPDX-License-Identifier: MIT
//
// The encoder of the byte spelling: the inverse of the decoder on well-formed programs. Wherever
// several bytes decode to the same thing it writes the direct form, see bytes_tables.h.
#include <algorithm>
#include <bit>
#include <utility>

#include "harness/bytes_spelling.h"
#include "harness/bytes_tables.h"

namespace holdfast {
namespace {

using namespace spelling;

class Encoder {
 public:
  explicit Encoder(const Program& program) : program_(program) {}

  std::vector<std::uint8_t> run() {
    byte(kBytesVersion);
    for (const Step& step : program_.steps) encode_step(step);
    return std::move(bytes_);
  }

 private:
  void byte(std::size_t value) { bytes_.push_back(static_cast<std::uint8_t>(value)); }

  void little_endian(std::uint64_t number, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) byte(number >> (8 * i) & 0xffU);
  }

  void encode_step(const Step& step) {
    const StepKind& kind = kind_of(step.op);
    little_endian(static_cast<std::uint16_t>(step.op), 2);
    if (kind.self != Class::none || !kind.makes.empty()) {
      byte(std::size_t{step.into} << 4U | step.self.number());
    }
    const auto arguments = program_.arguments(step);
    if (is_call(kind.form)) {
      const bool usual = arguments.size() >= kind.required && arguments.size() <= kind.accepted;
      byte(usual ? arguments.size() - kind.required : kAnyCount + arguments.size());
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i].keyword != 0) {
        byte(kKeywordTag);
        byte(arguments[i].keyword - 1U);
      }
      const Param param = i < kMaxParams && i < kind.accepted ? kind.params[i] : Param::any;
      encode_value(arguments[i], param);
    }
  }

  void encode_value(Value value, Param param) {
    const auto likely = preferred(param);
    const auto place = std::ranges::find(likely, value.kind);
    if (place != likely.end()) {
      byte(static_cast<std::size_t>(place - likely.begin()));
    } else {
      byte(kAnyKind + static_cast<std::size_t>(value.kind));
    }
    switch (value.kind) {
      case Kind::none:
      case Kind::ellipsis:
      case Kind::object:
      case Kind::raising:
        return;
      case Kind::block:
        return encode_block(value);
      case Kind::boolean:
        return byte(value.integer != 0 ? 1 : 0);
      case Kind::integer:
        return encode_integer(value.integer);
      case Kind::big:
        byte(value.size - 9);
        return raw(value);
      case Kind::real:
        return encode_real(value.real);
      case Kind::bytes:
      case Kind::bytearray:
        encode_size(value.size);
        return raw(value);
      case Kind::text:
        return encode_text(value);
      case Kind::tuple:
      case Kind::list:
      case Kind::iterator:
        encode_size(value.size);
        for (const Value item : program_.arena.items(value)) encode_value(item, item_param(param));
        return;
      case Kind::slice:
        for (const Value part : program_.arena.items(value)) encode_value(part, Param::bound);
        return;
      case Kind::reference:
        return byte(value.reg.index());
      case Kind::custom:
        return encode_custom(value);
    }
  }

  void encode_integer(std::int64_t number) {
    if (number >= 0 && number < kSmallInteger) return byte(static_cast<std::size_t>(number));
    if (number < 0 && number >= -16) {
      return byte(kSmallInteger + static_cast<std::size_t>(-number - 1));
    }
    if (const auto* edge = std::ranges::find(kEdges, number); edge != kEdges.end()) {
      return byte(kEdge + static_cast<std::size_t>(edge - kEdges.begin()));
    }
    const auto sized = [&](std::size_t code, std::size_t size) {
      byte(code);
      little_endian(static_cast<std::uint64_t>(number), size);
    };
    if (number >= 0 && number < 256) return sized(kOneByte, 1);
    if (std::in_range<std::int16_t>(number)) return sized(kTwoBytes, 2);
    if (std::in_range<std::int32_t>(number)) return sized(kFourBytes, 4);
    sized(kEightBytes, 8);
  }

  void encode_real(double number) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    const auto* known = std::ranges::find_if(
        kReals, [&](double real) { return std::bit_cast<std::uint64_t>(real) == bits; });
    if (known != kReals.end()) return byte(static_cast<std::size_t>(known - kReals.begin()));
    byte(kRealTable);
    little_endian(bits, 8);
  }

  void encode_size(std::size_t size) {
    if (size < kSmallSize) return byte(size);
    const auto sized = [&](std::size_t code, std::size_t width) {
      byte(code);
      little_endian(size, width);
    };
    if (size < 256) return sized(kSizeOneByte, 1);
    if (size < 65536) return sized(kSizeTwoBytes, 2);
    sized(kSizeFourBytes, 4);
  }

  void raw(Value value) {
    const auto contents = program_.arena.contents(value);
    bytes_.insert(bytes_.end(), contents.begin(), contents.end());
  }

  void encode_text(Value value) {
    const auto* word = std::ranges::find(kWords, program_.arena.text(value));
    if (word != kWords.end() && !word->empty()) {
      return byte(kSmallSize + static_cast<std::size_t>(word - kWords.begin()));
    }
    encode_size(value.size);
    raw(value);
  }

  void encode_custom(Value value) {
    byte(kAnyHook + static_cast<std::size_t>(value.hook));
    const auto items = program_.arena.items(value);
    encode_block(items[0]);
    if (value.hook == Hook::eq && items[1].kind == Kind::boolean) {
      byte(items[1].integer != 0 ? 1 : 0);
    } else {
      encode_value(items[1], answer_param(value.hook));
    }
    if (items.size() > 2) encode_third(items[2]);
  }

  void encode_third(Value value) {
    if (value.kind == Kind::block) return encode_block(value);
    if (value.kind != Kind::bytes) byte(value.kind == Kind::list ? 0 : 1);
    encode_size(value.size);
    if (value.kind == Kind::bytes) return raw(value);
    for (const Value item : program_.arena.items(value)) {
      encode_value(item, item_param(Param::items));
    }
  }

  void encode_block(Value block) {
    byte(block.size);
    for (const Step& step : program_.block(block)) encode_step(step);
  }

  const Program& program_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

std::vector<std::uint8_t> encode(const Program& program) { return Encoder(program).run(); }

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// The decoder of the byte spelling. Bytes behind the end read as zero, so every input decodes.
#include <algorithm>
#include <array>
#include <bit>

#include "harness/bytes_spelling.h"
#include "harness/bytes_tables.h"
#include "harness/utf8.h"

namespace holdfast {
namespace {

using namespace spelling;

// The first constructor of each class that programs can make from nothing but values, or no row.
Op maker_of(Class cls) {
  static const auto kMakers = [] {
    std::array<Op, kClasses> makers{};
    const auto rows = vocabulary();
    for (std::size_t i = rows.size(); i-- > 0;) {
      for (std::size_t made = 1; made < kClasses; ++made) {
        const bool constructs =
            rows[i].form == Form::construct || static_cast<Class>(made) == Class::iterator;
        if (constructs && rows[i].makes.contains(static_cast<Class>(made))) {
          makers[made] = static_cast<Op>(i);
        }
      }
    }
    return makers;
  }();
  return kMakers[static_cast<std::size_t>(cls)];
}

// The register number that `wanted` stands for among the ones in use: itself where it is in use.
std::size_t pick(std::uint16_t in_use, std::size_t wanted) {
  const auto used = [&](std::size_t number) { return ((in_use >> number) & 1U) != 0; };
  if (used(wanted)) return wanted;
  const std::size_t highest = static_cast<std::size_t>(std::bit_width(in_use));
  std::size_t number = wanted % highest;
  while (!used(number)) number = (number + 1) % highest;
  return number;
}

class Decoder {
 public:
  Decoder(std::span<const std::uint8_t> bytes, Program& program)
      : bytes_(bytes), program_(program) {}

  void run() {
    byte();  // The version: there is one so far.
    while (at_ < bytes_.size() && program_.steps.size() < kMaxDecodedSteps) {
      const Step step = decode_step(0);
      program_.steps.push_back(step);
      prospects_.follow(program_, step);
    }
  }

 private:
  unsigned byte() { return at_ < bytes_.size() ? bytes_[at_++] : 0; }

  std::uint64_t little_endian(std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i) number |= std::uint64_t{byte()} << (8 * i);
    return number;
  }

  [[nodiscard]] std::uint16_t in_use(Class cls) const { return prospects_.registers().of(cls); }

  Step decode_step(std::size_t nesting) {
    Step step;
    step.op = static_cast<Op>(little_endian(2) % vocabulary().size());
    // Without an object to work on, a step becomes the constructor of what it lacks.
    for (Class needs = kind_of(step.op).self; needs != Class::none && in_use(needs) == 0;) {
      step.op = maker_of(needs);
      needs = kind_of(step.op).self;
    }
    const StepKind& kind = kind_of(step.op);
    if (kind.self != Class::none || !kind.makes.empty()) {
      const unsigned registers = byte();
      step.into = kind.makes.empty() ? 0 : static_cast<std::uint8_t>(registers >> 4U);
      if (kind.self != Class::none) {
        step.self = Register(kind.self, pick(in_use(kind.self), registers & 15U));
      }
    }
    decode_arguments(kind, nesting, step);
    return step;
  }

  void decode_arguments(const StepKind& kind, std::size_t nesting, Step& step) {
    std::size_t count = kind.required;
    if (is_call(kind.form)) {
      const unsigned code = byte();
      count = code < kAnyCount ? kind.required + code % (1U + kind.accepted - kind.required)
                               : (code - kAnyCount) % (kMaxArguments + 1);
    }
    std::array<Value, kMaxArguments> arguments;
    std::uint32_t keywords_seen = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const Param param = i < kMaxParams && i < kind.accepted ? kind.params[i] : Param::any;
      unsigned tag = byte();
      std::size_t keyword = 0;
      if (is_call(kind.form) && (tag == kKeywordTag || keywords_seen != 0)) {
        // Names follow names, each once, as Python's syntax has it.
        std::size_t wanted = tag == kKeywordTag ? byte() : 0;
        if (tag == kKeywordTag) tag = byte();
        wanted %= kKeywords.size();
        while (((keywords_seen >> wanted) & 1U) != 0) wanted = (wanted + 1) % kKeywords.size();
        keywords_seen |= 1U << wanted;
        keyword = wanted + 1;
      }
      arguments[i] = decode_value(tag, param, 0, nesting);
      arguments[i].keyword = static_cast<std::uint8_t>(keyword);
    }
    step.arguments = static_cast<std::uint8_t>(count);
    step.first = program_.arena.append(std::span(arguments).first(count));
  }

  Value decode_value(Param param, std::size_t depth, std::size_t nesting) {
    return decode_value(byte(), param, depth, nesting);
  }

  Value decode_value(unsigned tag, Param param, std::size_t depth, std::size_t nesting) {
    const auto likely = preferred(param);
    const Kind kind =
        tag < kAnyKind ? likely[tag % likely.size()] : static_cast<Kind>((tag - kAnyKind) % kKinds);
    if (depth > kMaxDepth && has_items(kind)) return Arena::none();
    switch (kind) {
      case Kind::none:
      case Kind::block:    // means nothing outside an iterator or a custom object,
      case Kind::raising:  // where decode_item() reads it
        return Arena::none();
      case Kind::boolean:
        return Arena::boolean((byte() & 1U) != 0);
      case Kind::integer:
        return Arena::integer(decode_integer());
      case Kind::big:
        return decode_big();
      case Kind::real:
        return Arena::real(decode_real());
      case Kind::bytes:
      case Kind::bytearray:
        return program_.arena.bytes(kind, raw(decode_size()));
      case Kind::text:
        return decode_text();
      case Kind::tuple:
      case Kind::list:
      case Kind::iterator:
        return decode_container(kind, param, depth, nesting);
      case Kind::slice: {
        std::array<Value, 3> parts;
        for (Value& part : parts) part = decode_value(Param::bound, depth + 1, nesting);
        return program_.arena.items(Kind::slice, parts);
      }
      case Kind::reference:
        return decode_reference();
      case Kind::ellipsis:
      case Kind::object:
        return Arena::plain(kind);
      case Kind::custom:
        return decode_custom(param, depth, nesting);
    }
    return Arena::none();
  }

  std::int64_t decode_integer() {
    const unsigned code = byte();
    if (code < kSmallInteger) return code;
    if (code < kNegative) return -static_cast<std::int64_t>(code - kSmallInteger + 1);
    if (code < kEdge) return (code - kNegative) % 12;
    if (code < kOneByte) return kEdges[(code - kEdge) % kEdges.size()];
    if (code < kTwoBytes) return byte();
    if (code < kFourBytes) return static_cast<std::int16_t>(little_endian(2));
    if (code < kEightBytes) return static_cast<std::int32_t>(little_endian(4));
    return static_cast<std::int64_t>(little_endian(8));
  }

  Value decode_big() {
    std::array<std::uint8_t, kMaxBigBytes> number{};
    const std::size_t size = 9 + byte() % (kMaxBigBytes - 8);
    const auto given = raw(size);
    std::ranges::copy(given, number.begin());
    return program_.arena.big(std::span(number).first(size));
  }

  double decode_real() {
    const unsigned code = byte();
    if (code < kRealTable) return kReals[code % kReals.size()];
    return std::bit_cast<double>(little_endian(8));
  }

  std::size_t decode_size() { return decode_size(byte()); }

  std::size_t decode_size(unsigned code) {
    if (code < kSmallSize) return code;
    if (code < kSizeOneByte) return (code - kSmallSize) % 12;
    if (code < kSizeTwoBytes) return byte();
    if (code < kSizeFourBytes) return little_endian(2);
    return little_endian(4);
  }

  // The next `size` bytes, or as many as are left.
  std::span<const std::uint8_t> raw(std::size_t size) {
    const auto taken = bytes_.subspan(at_, std::min(size, bytes_.size() - at_));
    at_ += taken.size();
    return taken;
  }

  Value decode_text() {
    const unsigned code = byte();
    if (code >= kSmallSize && code < kSizeOneByte) {
      return program_.arena.text(kWords[(code - kSmallSize) % kWords.size()]);
    }
    const Value text = program_.arena.bytes(Kind::text, raw(decode_size(code)));
    if (!is_utf8(program_.arena.contents(text))) {
      for (std::uint8_t& unit : program_.arena.contents(text)) unit &= 0x7fU;
    }
    return text;
  }

  Value decode_container(Kind kind, Param param, std::size_t depth, std::size_t nesting) {
    const std::size_t size = decode_size();
    std::array<Value, kMaxItems> items;
    std::size_t count = 0;
    // An item takes a byte at least: a short input cannot ask for a long list.
    while (count < std::min(size, kMaxItems) && at_ < bytes_.size()) {
      const unsigned tag = byte();
      items[count++] = kind == Kind::iterator
                           ? decode_step_of_iterator(tag, param, depth, nesting)
                           : decode_value(tag, item_param(param), depth + 1, nesting);
    }
    return program_.arena.items(kind, std::span(items).first(count));
  }

  Value decode_step_of_iterator(unsigned tag, Param param, std::size_t depth, std::size_t nesting) {
    if (tag >= kAnyKind && tag != kKeywordTag) {
      const auto kind = static_cast<Kind>((tag - kAnyKind) % kKinds);
      if (kind == Kind::block) return decode_block(nesting);
      if (kind == Kind::raising) return Arena::plain(Kind::raising);
    }
    return decode_value(tag, item_param(param), depth + 1, nesting);
  }

  Value decode_reference() {
    const unsigned code = byte();
    // The seven classes there were at first: what lies above all of them has kept its meaning.
    const std::size_t wanted = code >> 4U;
    const std::size_t first = wanted < kClasses ? wanted : wanted % 7;
    for (std::size_t i = 0; i < kClasses; ++i) {
      const auto cls = static_cast<Class>((first + i) % kClasses);
      if (cls == Class::none || in_use(cls) == 0) continue;
      return Arena::reference(Register(cls, pick(in_use(cls), code & 15U)));
    }
    return Arena::none();
  }

  Value decode_custom(Param param, std::size_t depth, std::size_t nesting) {
    const unsigned code = byte();
    Hook hook =
        code < kAnyHook ? preferred_hook(param) : static_cast<Hook>((code - kAnyHook) % kHooks);
    if (hook == Hook::hint && depth == kMaxDepth) hook = Hook::index;  // no room for its items
    std::array<Value, 3> items;
    items[0] = decode_block(nesting);
    const unsigned tag = byte();
    const bool raises = tag >= kAnyKind && tag != kKeywordTag &&
                        static_cast<Kind>((tag - kAnyKind) % kKinds) == Kind::raising;
    if (raises) {
      items[1] = Arena::plain(Kind::raising);
    } else if (hook == Hook::eq) {
      items[1] = Arena::boolean(tag % 2 != 0);
    } else if (answers_integer(hook)) {
      items[1] = Arena::integer(decode_integer());
    } else {
      items[1] = decode_value(tag, answer_param(hook), depth + 1, nesting);
    }
    items[2] = decode_third(hook, depth, nesting);
    return program_.arena.custom(hook, std::span(items).first(parts_of(hook)));
  }

  Value decode_third(Hook hook, std::size_t depth, std::size_t nesting) {
    if (parts_of(hook) < 3) return {};
    if (hook == Hook::buffer) return decode_block(nesting);
    if (is_bytes(hook)) return program_.arena.bytes(Kind::bytes, raw(decode_size()));
    const Kind kind = byte() % 2 == 0 ? Kind::list : Kind::iterator;
    return decode_container(kind, Param::items, depth + 1, nesting);
  }

  Value decode_block(std::size_t nesting) {
    const unsigned code = byte();
    std::uint32_t count = code < kMaxBlock ? code : (code - unsigned{kMaxBlock}) % 3;
    if (nesting == kMaxNesting || at_ >= bytes_.size()) count = 0;
    const Value block = program_.room_for_block(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      const Step step = decode_step(nesting + 1);
      program_.nested[block.offset + i] = step;
      prospects_.follow_nested(program_, step);
    }
    return block;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  Program& program_;
  Prospects prospects_;
};

}  // namespace

void decode(std::span<const std::uint8_t> bytes, Program& program) {
  program.clear();
  Decoder(bytes, program).run();
}

}  // namespace holdfast

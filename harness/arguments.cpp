// SPDX-License-Identifier: MIT
#include "harness/arguments.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>

namespace holdfast {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

constexpr auto kEncodings = std::to_array<std::string_view>(
    {"utf-8", "ascii", "latin-1", "UTF_8", "utf.8", "ASCII", "hex", "nope", ""});

constexpr auto kHandlers = std::to_array<std::string_view>(
    {"strict", "replace", "ignore", "surrogateescape", "surrogatepass", "backslashreplace",
     "xmlcharrefreplace", "namereplace", "nope"});

// The ends of what 64 bits hold, and 32 bits.
constexpr auto kEnds =
    std::to_array<std::int64_t>({kMost, kMost, kLeast, kMost - 1, kLeast + 1, kMost / 2 + 1,
                                 0x7fffffff, -0x80000000LL, 0x80000000LL, -0x80000001LL});

constexpr std::array<std::uint8_t, 1> kSeparator = {':'};

// Two's complement of 2**64, -2**64, 2**63 and 10**30 or so: beyond what 64 bits hold.
constexpr std::array<std::array<std::uint8_t, 10>, 4> kBig = {{
    {0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
    {0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff},
    {0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0},
    {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
}};

constexpr auto kSurprisingHooks =
    std::to_array<Hook>({Hook::index, Hook::index, Hook::index, Hook::buffer, Hook::buffer,
                         Hook::eq, Hook::repr, Hook::hint, Hook::len, Hook::hash});

// Step kinds whose arguments have to do with each other.
struct Known {
  std::optional<Op> mapping = op_named("mmap");
  std::optional<Op> mapping_item = op_named("mmap.__setitem__");
  std::optional<Op> move = op_named("mmap.move");
  std::optional<Op> truncate = op_named("file.truncate");
  std::optional<Op> view_item = op_named("memoryview.__setitem__");
  std::optional<Op> view_hex = op_named("memoryview.hex");
  std::optional<Op> to_bytes = op_named("memoryview.tobytes");
  std::optional<Op> hex = op_named("bytearray.hex");
  std::optional<Op> exporter = op_named("exporter");
  std::optional<Op> pack = op_named("struct.pack_into");
  std::optional<Op> unpack = op_named("struct.unpack_from");
};

// What == and != ask when they know nothing of the right side.
bool compares(const StepKind& kind) {
  return kind.form == Form::binary && (kind.python == "==" || kind.python == "!=");
}

}  // namespace

void ArgumentMaker::make(const StepKind& kind, bool surprises, Step& step) {
  static const Known kKnown;
  const std::optional<Op> op = step.op;
  if (op == kKnown.mapping && !random_.chance(surprises ? 15 : 0)) return make_mapping(step);
  if (op == kKnown.mapping_item && random_.chance(80)) return make_assignment(step);
  const std::size_t fits = preferred_.exists() ? 85 : 35;
  if (op == kKnown.view_item && random_.chance(fits) && make_view_assignment(step)) return;
  if (op == kKnown.truncate && random_.chance(85)) return make_truncation(step);
  if (op == kKnown.move && random_.chance(70)) return make_move(step);
  const bool packs = op == kKnown.pack;
  if ((packs || op == kKnown.unpack) && !random_.chance(surprises ? 4 : 0)) {
    return make_struct(packs, surprises, step);
  }
  std::size_t count = kind.required;
  if (is_call(kind.form)) {
    count += random_.below(1U + kind.accepted - kind.required);
    if (surprises && random_.chance(2)) count = random_.below(kind.accepted + 2U);
  }
  std::array<Value, kMaxArguments> arguments;
  if (op == kKnown.exporter && !(surprises && random_.chance(2))) {
    count = make_layout(arguments);
    step.arguments = static_cast<std::uint8_t>(count);
    step.first = arena_.append(std::span(arguments).first(count));
    return;
  }
  std::size_t keyword = 0;
  for (std::size_t i = 0; i < std::min(count, kMaxArguments); ++i) {
    Param param = i < kind.accepted ? kind.params[i] : Param::any;
    // Its row is older than the parameter.
    if (op == kKnown.to_bytes && i == 0) param = Param::text;
    const bool surprise = surprises && random_.chance(surprise_);
    // What is to be encoded comes before its encoding.
    const bool encoded = param == Param::source && count > 1 && random_.chance(80);
    const auto is_text = [&](std::size_t at) {
      return at < kind.accepted && kind.params[at] == Param::text;
    };
    if (surprise) {
      arguments[i] = make_surprise();
    } else if (is_text(i) && (op == kKnown.hex || op == kKnown.view_hex) &&
               random_.chance(2 * custom_)) {
      arguments[i] = make_custom(Hook::len, Param::size);
    } else if (is_text(i) && is_text(i + 1)) {
      arguments[i] = arena_.text(random_.pick(kEncodings));
    } else if (is_text(i) && i > 0 && is_text(i - 1)) {
      arguments[i] = arena_.text(random_.pick(kHandlers));
    } else {
      arguments[i] = encoded ? make_text(Param::text) : make_value(param);
    }
    if (compares(kind) && random_.chance(6)) arguments[i] = make_custom(Hook::eq, Param::flag);
    // Names in ascending order, so that none comes twice.
    const bool by_name = is_call(kind.form) && surprises && (keyword != 0 || random_.chance(1));
    if (by_name && keyword < kKeywords.size()) {
      keyword += 1 + random_.below(std::min<std::size_t>(4, kKeywords.size() - keyword));
      arguments[i].keyword = static_cast<std::uint8_t>(keyword);
    } else if (keyword != 0) {
      count = i;
    }
  }
  step.arguments = static_cast<std::uint8_t>(std::min(count, kMaxArguments));
  step.first = arena_.append(std::span(arguments).first(step.arguments));
}

Value ArgumentMaker::make_value(Param param) {
  const std::size_t choice = random_.below(100);
  switch (param) {
    case Param::byte:
    case Param::index:
    case Param::size:
    case Param::times:
    case Param::position:
    case Param::offset:
      return make_number(param);
    case Param::flags:
    case Param::layout_flags:
      return make_flags();
    case Param::key:
      if (is_view()) return make_view_key();
      return choice < 45 ? make_number(Param::index) : make_slice();
    case Param::slice:
      return make_slice();
    case Param::bound:
      return choice < 30 ? Arena::none() : make_number(Param::index);
    case Param::flag:
      return Arena::boolean(choice < 50);
    case Param::text:
      return make_text(param);
    case Param::format:
    case Param::layout_format:
      return make_format();
    case Param::shape:
      return make_shape();
    case Param::strides:
      return choice < 50 ? Arena::none() : make_container(Kind::list, Param::size);
    case Param::item:
      if (choice < 5) return make_custom(Hook::eq, Param::flag);
      return choice < 90 ? make_element() : make_surprise();
    case Param::needle:
      if (choice < 30) return make_number(Param::byte);
      return choice < 45 ? make_reference() : make_contents(Kind::bytes);
    case Param::memory:
      if (choice < 80 - custom_) return make_lender();
      if (choice < 84) {
        return make_custom(random_.chance(75) ? Hook::buffer : Hook::hash, Param::memory);
      }
      return make_contents(choice < 92 ? Kind::bytes : Kind::bytearray);
    case Param::buffer:
      if (choice < 50) return make_contents(Kind::bytes);
      if (choice < 60) return make_contents(Kind::bytearray);
      return choice < 96 - custom_ ? make_lender() : make_custom(Hook::buffer, Param::memory);
    case Param::source:
      if (choice < 20) return make_number(Param::size);
      if (choice < 55) return make_contents(Kind::bytes);
      [[fallthrough]];
    case Param::items:
    case Param::value:
      if (param == Param::value && is_view() && choice < 65) {
        return choice < 40 ? make_element() : make_reference();
      }
      if (param == Param::value && choice < 30) return make_number(Param::byte);
      if (choice < 60) return make_contents(choice < 50 ? Kind::bytes : Kind::bytearray);
      if (choice < 82 - custom_) return make_reference();
      if (choice < 82) return make_custom(Hook::buffer, Param::memory);
      if (choice > 97) return make_custom(Hook::hint, Param::size);
      return make_container(choice < 90   ? Kind::list
                            : choice < 94 ? Kind::tuple
                                          : Kind::iterator,
                            Param::byte);
    case Param::any:
      return make_surprise();
    case Param::parts:
      return make_container(choice < 70   ? Kind::list
                            : choice < 85 ? Kind::tuple
                                          : Kind::iterator,
                            Param::buffer);
    case Param::affix:
      return choice < 75 ? make_value(Param::buffer) : make_container(Kind::tuple, Param::buffer);
    case Param::values:
      if (choice < 5) return make_custom(Hook::repr, Param::text);
      if (choice < 75) return make_format_values();
      return choice < 85 ? make_container(Kind::tuple, Param::any) : make_surprise();
    case Param::separator:
      return choice < 25 ? Arena::none() : make_value(Param::buffer);
    case Param::contents:
    case Param::mode:
    case Param::fileno:
    case Param::map_size:
    case Param::map_flags:
    case Param::map_prot:
    case Param::access:
    case Param::page:
    case Param::advice:
    case Param::whence:
      return make_for_mapping(param);
    case Param::initial:
      if (choice < 4) return Arena::none();
      return choice < 75 ? make_contents(Kind::bytes) : make_value(Param::buffer);
    case Param::limit:
      return choice < 15 ? Arena::none() : make_number(Param::size);
    case Param::state:
      return make_state();
  }
  return Arena::none();
}

// A value of any kind at all.
Value ArgumentMaker::make_surprise() {
  switch (random_.below(14)) {
    case 0:
      return Arena::none();
    case 1:
      return Arena::boolean(random_.chance(50));
    case 2:
      return arena_.big(random_.pick(kBig));
    case 3:
      return Arena::real(random_.pick(kRealEdges));
    case 4:
      return make_text(Param::text);
    case 5:
      return make_slice();
    case 6:
      return make_contents(Kind::bytes);
    case 7:
      return make_container(Kind::list, Param::byte);
    case 8:
      return make_container(Kind::tuple, Param::any);
    case 9:
      return Arena::plain(random_.chance(50) ? Kind::object : Kind::ellipsis);
    case 10:
      return make_custom(random_.pick(kSurprisingHooks), Param::any);
    case 11:
      return make_container(Kind::iterator, Param::any);
    case 12:
      return make_reference();
    default:
      return make_number(Param::index);
  }
}

Value ArgumentMaker::make_number(Param param) {
  // No other descriptor than those of the program's own files, no harmful advice.
  if (param == Param::fileno || param == Param::advice) return make_for_mapping(param);
  const std::size_t choice = random_.below(100);
  if (choice < custom_) return make_custom(Hook::index, param);
  if (choice < custom_ + 1) return Arena::boolean(random_.chance(50));
  if (choice < custom_ + 3) return arena_.big(random_.pick(kBig));
  return Arena::integer(pick_number(param));
}

std::int64_t ArgumentMaker::pick_number(Param param) {
  if (param == Param::byte) {
    if (random_.chance(92)) return random_.pick(kByteAlphabet);
    return random_.pick(std::to_array<std::int64_t>({-1, 256, 255, 0, 1000, kMost, kLeast}));
  }
  const std::int64_t length = target_.length;
  if (param == Param::times && random_.chance(85)) return random_.between(-3, 4);
  if (random_.chance(param == Param::times ? 30 : 4)) return random_.pick(kEnds);
  if (random_.chance(50)) return random_.between(0, std::max<std::int64_t>(length, 1));
  if (param == Param::size && random_.chance(40)) return random_.between(0, 2 * length + 24);
  const auto edges =
      std::to_array<std::int64_t>({0, 1, 2, -1, -2, length, length - 1, length + 1, -length,
                                   -length - 1, 1 - length, length / 2, length / 2 + 1, 2 * length,
                                   target_.position, std::min(target_.position, kMost - 1) + 1});
  return random_.pick(edges);
}

Value ArgumentMaker::make_slice() {
  ++depth_;
  std::array<Value, 3> parts;
  for (std::size_t i = 0; i < 2; ++i) {
    parts[i] = random_.chance(30) ? Arena::none() : make_number(Param::index);
  }
  const std::size_t step = random_.below(100);
  if (step < 30) {
    parts[2] =
        Arena::integer(random_.pick(std::to_array<std::int64_t>({1, 2, -1, -1, -2, 3, -3, 2, 0})));
  } else if (step < 40) {
    // Where the next item would be is seen only if there is one.
    if (random_.chance(60)) {
      const std::int64_t last = std::max<std::int64_t>(target_.length - 1, 0);
      parts = {Arena::integer(random_.between(0, last)), Arena::none(), Arena::none()};
    }
    parts[2] = Arena::integer(
        random_.pick(std::to_array<std::int64_t>({kMost, kMost - 1, kLeast, kLeast + 1})));
  }
  --depth_;
  return arena_.items(Kind::slice, parts);
}

Value ArgumentMaker::make_container(Kind kind, Param param) {
  if (depth_ > kMaxDepth) return Arena::none();
  ++depth_;
  std::array<Value, 12> items;
  const std::size_t size = random_.below(random_.chance(80) ? 5 : items.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (kind == Kind::iterator && random_.chance(8)) {
      items[i] = make_block();
    } else if (kind == Kind::iterator && random_.chance(4)) {
      items[i] = Arena::plain(Kind::raising);
    } else if (param == Param::buffer && !random_.chance(3)) {
      items[i] = random_.chance(70)   ? make_contents(Kind::bytes)
                 : random_.chance(80) ? make_lender()
                                      : make_custom(Hook::buffer, Param::memory);
    } else if (param == Param::any || random_.chance(3)) {
      items[i] = depth_ > 1 ? make_number(Param::byte) : make_surprise();
    } else {
      items[i] = make_number(param == Param::shape ? Param::size : Param::byte);
    }
  }
  --depth_;
  return arena_.items(kind, std::span(items).first(size));
}

// (contents, position, None), or something like it.
Value ArgumentMaker::make_state() {
  if (depth_ > kMaxDepth) return Arena::none();
  ++depth_;
  std::array<Value, 4> parts;
  parts[0] = random_.chance(5) ? make_surprise() : make_value(Param::buffer);
  parts[1] = random_.chance(5) ? make_surprise() : make_number(Param::position);
  parts[2] = random_.chance(5) ? make_surprise() : Arena::none();
  --depth_;
  const std::size_t size = random_.chance(90) ? 3 : random_.below(5);
  return arena_.items(random_.chance(95) ? Kind::tuple : Kind::list, std::span(parts).first(size));
}

Value ArgumentMaker::make_custom(Hook hook, Param answer) {
  if (depth_ > kMaxDepth - 1) return Arena::none();
  if (hook == Hook::hint && depth_ > kMaxDepth - 2) hook = Hook::index;  // no room for its items
  depth_ += 2;
  std::array<Value, 3> items;
  items[0] = make_block(hook == Hook::hash ? Runs::later : Runs::now);
  items[1] = random_.chance(5) ? Arena::plain(Kind::raising) : make_answer(hook, answer);
  if (hook == Hook::buffer) {
    items[2] = random_.chance(30) ? make_block(Runs::on_release) : Arena::block(0, 0);
  } else if (hook == Hook::hint) {
    items[2] = make_container(random_.chance(70) ? Kind::iterator : Kind::list, Param::byte);
  } else if (is_bytes(hook)) {
    const bool separates = hook == Hook::len && random_.chance(70);
    items[2] = separates ? arena_.bytes(Kind::bytes, kSeparator) : make_contents(Kind::bytes);
  }
  depth_ -= 2;
  return arena_.custom(hook, std::span(items).first(parts_of(hook)));
}

Value ArgumentMaker::make_answer(Hook hook, Param answer) {
  switch (hook) {
    case Hook::eq:
      return Arena::boolean(random_.chance(30));
    case Hook::buffer:
      return random_.chance(60) ? make_contents(Kind::bytes) : make_reference();
    case Hook::len:
      return Arena::integer(random_.chance(80) ? 1 : random_.between(-1, 2));
    case Hook::hint:
    case Hook::hash:
      return Arena::integer(random_.chance(80) ? random_.between(0, 5) : random_.pick(kEnds));
    default:
      break;
  }
  if (hook == Hook::repr && random_.chance(90)) return make_text(Param::text);
  if (random_.chance(5)) return make_contents(Kind::bytes);  // not an int
  return Arena::integer(pick_number(answer));
}

Value ArgumentMaker::make_block(Runs runs) {
  if (!make_block_ || random_.chance(30)) return Arena::block(0, 0);
  return make_block_(static_cast<std::uint32_t>(1 + random_.below(3)), runs);
}

}  // namespace holdfast

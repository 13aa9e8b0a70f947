// SPDX-License-Identifier: MIT
//
// Random arguments for memoryviews and the exporters they are of: elements of a format, shapes that
// have as many elements as there are, layouts that lie inside of their memory.
#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <numeric>
#include <string_view>
#include <vector>

#include "harness/arguments.h"

namespace holdfast {
namespace {

struct FormatSize {
  std::string_view format;
  std::int64_t size;
};

// What memoryview.cast() takes.
constexpr std::array<FormatSize, 24> kNative = {{
    {"B", 1}, {"b", 1}, {"c", 1},  {"?", 1},  {"h", 2},  {"H", 2}, {"i", 4},  {"I", 4},
    {"l", 8}, {"L", 8}, {"q", 8},  {"Q", 8},  {"n", 8},  {"N", 8}, {"f", 4},  {"d", 8},
    {"e", 2}, {"P", 8}, {"@B", 1}, {"@H", 2}, {"@d", 8}, {"B", 1}, {"@c", 1}, {"b", 1},
}};

// What an exporter can have besides.
constexpr std::array<FormatSize, 24> kOther = {{
    {"<H", 2}, {">H", 2}, {"=i", 4}, {"!q", 8},  {"<b", 1}, {"<d", 8}, {">f", 4},  {"<e", 2},
    {"x", 1},  {"s", 1},  {"2s", 2}, {"p", 1},   {"3p", 3}, {"BB", 2}, {"bH", 4},  {"H ", 2},
    {"2B", 2}, {"<c", 1}, {"=?", 1}, {"b3x", 4}, {"hb", 3}, {"<l", 4}, {"0sB", 1}, {">Q", 8},
}};

constexpr std::array<std::string_view, 8> kNoFormats = {"",  "@",  "<i", "BB",
                                                        "z", "@@", "B ", "\xc3\xa9"};

constexpr auto kFlags = std::to_array<std::int64_t>(
    {0,     0x1,   0x4,   0x5,   0x8,   0x9,   0xc,   0xd,   0x10, 0x18, 0x19,
     0x1c,  0x1d,  0x20,  0x38,  0x39,  0x3c,  0x58,  0x59,  0x78, 0x98, 0x99,
     0x100, 0x101, 0x118, 0x119, 0x11c, 0x11c, 0x11d, 0x200, 0x2,  -1});

constexpr auto kRealBits = std::to_array<std::uint64_t>(
    {0x0000000000000000, 0x8000000000000000, 0x3ff0000000000000, 0xbff8000000000000,
     0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000001,
     0x7ff8123456789abc, 0x40effc0000000000, 0x40effe0000000000, 0x47efffffe0000000,
     0x47efffffefffffff, 0x48078287f49c4a1d, 0x3e70000000000000, 0x3e6fffffffffffff,
     0x36a0000000000000, 0x0000000000000001, 0x4059000000000000, 0x406fe00000000000});

}  // namespace

// A value for an element in the format of the object that the step works on.
Value ArgumentMaker::make_element() {
  const std::string_view format =
      target_.format.starts_with('@') ? target_.format.substr(1) : target_.format;
  const char letter = format.size() == 1 ? format[0] : 'B';
  if (random_.chance(4)) return make_custom(Hook::index, Param::byte);
  if (letter == 'c') {
    const std::uint8_t byte = pick_letter();
    return random_.chance(85) ? arena_.bytes(Kind::bytes, {&byte, 1}) : make_contents(Kind::bytes);
  }
  if (letter == '?')
    return random_.chance(70) ? Arena::boolean(random_.chance(50)) : make_surprise();
  if (std::string_view("fde").find(letter) != std::string_view::npos && random_.chance(75)) {
    return Arena::real(std::bit_cast<double>(random_.pick(kRealBits)));
  }
  if (random_.chance(25)) return Arena::integer(pick_letter());
  if (random_.chance(5)) return make_number(Param::index);
  // Around the ends of what 8 to 64 bits hold, with and without a sign.
  const auto bits = static_cast<unsigned>(8U << random_.below(4));
  const std::int64_t half = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  const std::int64_t near = random_.between(-2, 2);
  switch (random_.below(4)) {
    case 0:
      return Arena::integer(half + std::min<std::int64_t>(near, bits == 64 ? 0 : near));
    case 1:
      return Arena::integer(-half + std::max<std::int64_t>(near, bits == 64 ? -1 : near));
    case 2: {
      if (bits < 64) return Arena::integer(2 * half + 1 + near);
      std::array<std::uint8_t, 9> most{255, 255, 255, 255, 255, 255, 255, 255, 0};
      most[0] = static_cast<std::uint8_t>(most[0] - random_.below(2));
      if (random_.chance(40)) most = {0, 0, 0, 0, 0, 0, 0, 0, 1};
      return arena_.big(most);
    }
    default:
      return Arena::integer(near);
  }
}

std::uint8_t ArgumentMaker::pick_letter() {
  return random_.pick(std::to_array<std::uint8_t>({'a', 'b', 'c', 0, 1, 2, 127, 128, 255}));
}

// A format to cast to: mostly one whose items fit the memory.
Value ArgumentMaker::make_format() {
  if (random_.chance(6)) return arena_.text(random_.pick(kNoFormats));
  for (int i = 0; i < 4; ++i) {
    const FormatSize& chosen = random_.pick(kNative);
    if (target_.bytes % chosen.size != 0 && random_.chance(90)) continue;
    chosen_size_ = chosen.size;
    return arena_.text(chosen.format);
  }
  chosen_size_ = 1;
  return arena_.text("B");
}

// So many items in a few dimensions: a factorization of their number.
std::vector<std::int64_t> ArgumentMaker::pick_shape(std::int64_t items) {
  std::vector<std::int64_t> shape;
  const std::size_t wanted = 1 + random_.below(random_.chance(85) ? 3 : 6);
  while (items > 0 && shape.size() + 1 < wanted) {
    std::int64_t factor =
        random_.chance(20) ? 1 : random_.between(1, std::min<std::int64_t>(items, 6));
    while (items % factor != 0) --factor;
    shape.push_back(factor);
    items /= factor;
  }
  if (items == 1 && random_.chance(50)) return shape;
  shape.push_back(items);
  return shape;
}

Value ArgumentMaker::make_numbers(std::span<const std::int64_t> numbers) {
  std::vector<Value> items;
  for (const std::int64_t number : numbers) items.push_back(Arena::integer(number));
  return arena_.items(random_.chance(70) ? Kind::list : Kind::tuple, items);
}

// A shape to cast to.
Value ArgumentMaker::make_shape() {
  std::vector<std::int64_t> shape =
      pick_shape(target_.bytes / std::max<std::int64_t>(chosen_size_, 1));
  if (!shape.empty() && random_.chance(8)) {
    shape[random_.below(shape.size())] = pick_number(Param::size);
  }
  if (random_.chance(4)) return make_container(Kind::list, Param::size);
  return make_numbers(shape);
}

// A subscript of a view: for more than one dimension a tuple with an index for each.
Value ArgumentMaker::make_view_key() {
  const std::size_t choice = random_.below(100);
  if (target_.dimensions == 1 ? choice < 92 : choice < 35) {
    return choice % 2 == 0 ? make_number(Param::index) : make_slice();
  }
  if (choice < 40) return Arena::plain(Kind::ellipsis);
  std::vector<Value> items;
  const std::size_t wanted =
      random_.chance(88) ? target_.dimensions : random_.below(target_.dimensions + 2);
  const bool slices = random_.chance(6);
  ++depth_;
  for (std::size_t i = 0; i < std::min<std::size_t>(wanted, 16); ++i) {
    const std::int64_t size = i < target_.shape.size() ? target_.shape[i] : 1;
    if (slices) {
      items.push_back(make_slice());
    } else if (random_.chance(5)) {
      items.push_back(make_number(Param::index));
    } else {
      items.push_back(Arena::integer(random_.between(-size, std::max<std::int64_t>(size - 1, 0))));
    }
  }
  --depth_;
  return arena_.items(Kind::tuple, items);
}

Value ArgumentMaker::make_flags() {
  if (random_.chance(10)) return make_number(Param::index);
  return Arena::integer(random_.chance(80) ? random_.pick(kFlags)
                                           : static_cast<std::int64_t>(random_.below(0x400)));
}

// All arguments of an exporter at once, since they have to fit each other.
std::size_t ArgumentMaker::make_layout(std::span<Value> arguments) {
  const FormatSize& format = random_.chance(65) ? random_.pick(kNative) : random_.pick(kOther);
  std::vector<std::int64_t> shape = pick_shape(static_cast<std::int64_t>(random_.below(13)));
  if (random_.chance(12)) shape = {};
  const std::size_t dimensions = shape.size();
  std::int64_t items = 1;
  for (const std::int64_t length : shape) items *= std::max<std::int64_t>(length, 1);

  // Strides of a random order of the dimensions, some of them backwards, with gaps, or none at all.
  std::vector<std::int64_t> strides;
  std::int64_t offset = 0;
  std::int64_t flags = random_.chance(60) ? 2 : 0;
  if (dimensions > 0 && random_.chance(55)) {
    strides.assign(dimensions, 0);
    std::vector<std::size_t> order(dimensions);
    std::iota(order.begin(), order.end(), 0U);
    if (random_.chance(40)) std::swap(order[0], order[random_.below(dimensions)]);
    std::int64_t distance = random_.chance(80) ? 1 : 2;
    for (std::size_t i = dimensions; i-- > 0;) {
      const std::size_t d = order[i];
      strides[d] = random_.chance(6) ? 0 : random_.chance(35) ? -distance : distance;
      distance *= std::max<std::int64_t>(shape[d], 1);
      if (random_.chance(15)) ++distance;
    }
    items = std::max(items, distance);
    for (std::size_t d = 0; d < dimensions; ++d) {
      if (strides[d] < 0) offset -= std::max<std::int64_t>(shape[d] - 1, 0) * strides[d];
    }
  } else if (dimensions > 0 && random_.chance(30)) {
    flags |= 4;
  }
  if (dimensions > 0 && random_.chance(20)) {
    const std::int64_t more = random_.between(0, 2);
    items += more;
    offset += more;
  }
  if (dimensions > 0 && random_.chance(30)) flags |= random_.chance(70) ? 16 : 256;
  const bool fails = random_.chance(3);
  const FormatSize& used = fails ? kNative[0] : format;
  if (fails) flags |= 64;
  for (std::int64_t& stride : strides) stride *= used.size;

  Value contents;
  for (std::uint8_t& byte :
       arena_.room(static_cast<std::size_t>(items * used.size), contents, Kind::bytes)) {
    byte = random_.chance(70) ? static_cast<std::uint8_t>(random_.below(4)) : pick_letter();
  }
  arguments[0] = contents;
  arguments[1] = arena_.text(used.format);
  arguments[2] = make_numbers(shape);
  arguments[3] = strides.empty() ? Arena::none() : make_numbers(strides);
  arguments[4] = Arena::integer(offset * used.size);
  arguments[5] = Arena::integer(flags);
  std::size_t count = 6;
  if (random_.chance(20)) {
    while (count > 3 && (count == 4 ? strides.empty() : arguments[count - 1].integer == 0)) {
      --count;
    }
  }
  // Now and then something is wrong with one of them.
  if (random_.chance(5)) arguments[random_.below(count)] = make_surprise();
  if (random_.chance(5) && count > 4) arguments[4] = make_number(Param::size);
  return count;
}

}  // namespace holdfast

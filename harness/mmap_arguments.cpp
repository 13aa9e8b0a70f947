// SPDX-License-Identifier: MIT
//
// Random arguments for files and mappings: mostly such as map something, in all the ways there are.
#include <algorithm>
#include <array>

#include "harness/arguments.h"
#include "harness/machine.h"

namespace holdfast {
namespace {

// Linux's numbers for MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS, PROT_READ and PROT_WRITE.
constexpr std::int64_t kShared = 1;
constexpr std::int64_t kPrivate = 2;
constexpr std::int64_t kAnonymous = 32;
constexpr std::int64_t kReadWrite = 3;

const std::span kLetters(reinterpret_cast<const std::uint8_t*>("abc\ndefgh\n\nij klmno\npqrst"),
                         26);

// A descriptor that nobody has open.
constexpr std::int64_t kNobodys = std::int64_t{1} << 30U;

std::uint8_t keyword(std::string_view name) {
  const auto* found = std::ranges::find(kKeywords, name);
  return static_cast<std::uint8_t>(1 + (found - kKeywords.begin()));
}

}  // namespace

Value ArgumentMaker::make_file_reference() {
  const std::uint16_t files = live_.of(Class::file);
  if (files == 0) return Arena::integer(-1);
  std::uint16_t rest = files;
  for (std::size_t skip = random_.below(static_cast<std::size_t>(__builtin_popcount(files)));
       skip > 0; --skip) {
    rest = static_cast<std::uint16_t>(rest & (rest - 1U));
  }
  return Arena::reference(Register(Class::file, static_cast<std::size_t>(__builtin_ctz(rest))));
}

Value ArgumentMaker::make_for_mapping(Param param) {
  const std::size_t choice = random_.below(100);
  const std::int64_t page = page_bytes();
  switch (param) {
    case Param::contents: {
      if (pages_ && choice < 60) {
        static constexpr auto kExtra = std::to_array<std::int64_t>({-1, 0, 1, 5, 100});
        const std::int64_t size = page * random_.between(1, 3) + random_.pick(kExtra);
        Value value;
        const auto room = arena_.room(static_cast<std::size_t>(size), value, Kind::bytes);
        for (std::size_t i = 0; i < room.size(); ++i) {
          room[i] = static_cast<std::uint8_t>('a' + i / static_cast<std::size_t>(page) % 26);
        }
        return value;
      }
      // An empty file cannot be mapped.
      return choice < 95 ? arena_.bytes(Kind::bytes, kLetters.first(1 + random_.below(26)))
                         : make_contents(Kind::bytes);
    }
    case Param::mode: {
      static constexpr auto kModes =
          std::to_array<std::string_view>({"r", "r", "r", "w", "directory", "device", "nope"});
      return arena_.text(choice < 70 ? "r+" : random_.pick(kModes));
    }
    case Param::fileno:
      if (choice < (pages_ ? 85 : 62)) return make_file_reference();
      if (choice < 94) return Arena::integer(-1);
      return Arena::integer(choice < 97 ? -2 : kNobodys);
    case Param::map_size:
      if (choice < (pages_ ? 50 : 30)) return Arena::integer(0);
      if (pages_ && choice < 60) {
        return Arena::integer(page * random_.between(1, 3) + random_.between(-1, 1));
      }
      return choice < 85 ? Arena::integer(random_.between(1, 16)) : make_number(Param::size);
    case Param::map_flags: {
      static constexpr auto kFlags =
          std::to_array<std::int64_t>({kShared, kShared, kPrivate, kPrivate, kPrivate | kAnonymous,
                                       kShared | kAnonymous, kShared | kPrivate, 0, kAnonymous});
      return Arena::integer(random_.pick(kFlags));
    }
    case Param::map_prot:
      return Arena::integer(choice < 60 ? kReadWrite : choice < 80 ? 1 : 2);
    case Param::access:
      return Arena::integer(choice < 90 ? random_.between(0, 3) : choice < 95 ? 4 : -1);
    case Param::page: {
      if (choice < 20) return Arena::integer(0);
      if (choice < 80) return Arena::integer(page * random_.between(1, 2));
      static constexpr auto kOffsets = std::to_array<std::int64_t>({1, 2, -1, 100});
      return choice < 90 ? Arena::integer(random_.pick(kOffsets)) : make_number(Param::index);
    }
    case Param::advice: {
      // Those whose effect, if any, is the same on every machine, and some that are none.
      static constexpr auto kAdvice =
          std::to_array<std::int64_t>({0, 1, 2, 3, 4, 4, 4, 10, 11, 16, 17, -1, 9999});
      return Arena::integer(random_.pick(kAdvice));
    }
    default:
      return Arena::integer(choice < 90 ? random_.between(0, 2) : choice < 95 ? 3 : -1);
  }
}

// mapping[key] = value, mostly with a value that fits.
void ArgumentMaker::make_assignment(Step& step) {
  std::array<Value, 2> arguments;
  const std::int64_t length = target_.length;
  if (random_.chance(50)) {
    arguments = {make_number(Param::index), make_number(Param::byte)};
  } else {
    const std::int64_t start = random_.between(0, length);
    const std::int64_t count = random_.between(0, std::min<std::int64_t>(length - start, 40));
    const std::int64_t stride = random_.chance(70) ? 1 : random_.between(2, 4);
    const std::int64_t size = (count + stride - 1) / stride;
    std::array<Value, 3> parts = {Arena::integer(start), Arena::integer(start + count),
                                  stride == 1 ? Arena::none() : Arena::integer(stride)};
    // The same places from the last to the first.
    if (random_.chance(20) && size > 0 && start > 0) {
      parts = {Arena::integer(start + (size - 1) * stride), Arena::integer(start - 1),
               Arena::integer(-stride)};
    }
    arguments[0] = arena_.items(Kind::slice, parts);
    for (std::uint8_t& byte :
         arena_.room(static_cast<std::size_t>(size), arguments[1], Kind::bytes)) {
      byte = static_cast<std::uint8_t>('a' + random_.below(26));
    }
    if (random_.chance(25)) arguments[1] = make_value(Param::value);
  }
  step.arguments = 2;
  step.first = arena_.append(arguments);
}

// file.truncate(size): to nothing, or to a length near that of some of its pages.
void ArgumentMaker::make_truncation(Step& step) {
  const std::int64_t page = page_bytes();
  const std::int64_t pages = target_.length / page;
  const Value size = Arena::integer(random_.chance(30) ? 0
                                    : pages > 0 && random_.chance(70)
                                        ? page * random_.between(0, pages) + random_.between(0, 1)
                                        : random_.between(0, target_.length + 8));
  step.arguments = 1;
  step.first = arena_.append(std::span(&size, 1));
}

// mapping.move(destination, source, count), within the mapping.
void ArgumentMaker::make_move(Step& step) {
  const std::int64_t length = target_.length;
  const std::int64_t destination = random_.between(0, length);
  const std::int64_t source = random_.between(0, length);
  const std::int64_t count = random_.between(0, length - std::max(destination, source));
  const std::array<Value, 3> arguments = {Arena::integer(destination), Arena::integer(source),
                                          Arena::integer(count)};
  step.arguments = 3;
  step.first = arena_.append(arguments);
}

// Where a mapping of that file may begin: mostly one of its pages, but not the first.
Value ArgumentMaker::make_offset(Value file) {
  const bool known = facts_ != nullptr && file.kind == Kind::reference;
  const auto size = known ? static_cast<std::int64_t>(facts_->size(file.reg)) : 0;
  const std::int64_t pages = (size - 1) / page_bytes();
  if (pages < 1 || random_.chance(20)) return make_for_mapping(Param::page);
  return Arena::integer(page_bytes() * random_.between(1, pages));
}

// mmap.mmap(fileno, length, ...): the rest by position or by name, one of the usual ways.
void ArgumentMaker::make_mapping(Step& step) {
  std::array<Value, kMaxArguments> arguments;
  std::size_t count = 0;
  const auto add = [&](Param param) -> Value& {
    return arguments[count++] = make_for_mapping(param);
  };
  const auto add_named = [&](std::string_view name, Value value) {
    value.keyword = keyword(name);
    arguments[count++] = value;
  };
  add(Param::fileno);
  add(Param::map_size);
  const std::size_t way = random_.below(100);
  if (way < 25) {
    add_named("access", make_for_mapping(Param::access));
  } else if (way < 50) {
    add(Param::map_flags);
    if (random_.chance(40)) add(Param::map_prot);
  } else if (way < 55) {
    add_named("prot", make_for_mapping(Param::map_prot));
  } else if (way < 58) {
    for (const Param param : {Param::map_flags, Param::map_prot, Param::access}) add(param);
  }
  if (random_.chance(pages_ ? 50 : 4)) add_named("offset", make_offset(arguments[0]));
  if (random_.chance(12)) {
    add_named("trackfd", random_.chance(70) ? Arena::boolean(false) : make_surprise());
  }
  step.arguments = static_cast<std::uint8_t>(count);
  step.first = arena_.append(std::span(arguments).first(count));
}

}  // namespace holdfast

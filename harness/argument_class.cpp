// SPDX-License-Identifier: MIT
#include "harness/argument_class.h"

#include <algorithm>
#include <initializer_list>

namespace holdfast {
namespace {

using enum ArgumentClass;

// A set of argument classes, one bit each.
constexpr std::uint32_t set(std::initializer_list<ArgumentClass> classes) {
  std::uint32_t bits = 0;
  for (const ArgumentClass one : classes) bits |= std::uint32_t{1} << static_cast<unsigned>(one);
  return bits;
}

constexpr std::uint32_t kNumbers = set({hostile, boolean, integer, negative, big, index});
constexpr std::uint32_t kLenders =
    set({hostile, itself, own_view, part_view, bytes, bytearray, view, mmap, exporter, buffer});
constexpr std::uint32_t kIterables = kLenders | set({tuple, list, iterator});
constexpr std::uint32_t kAnything = ~set({absent, surplus, keyword});

// What a parameter is meant to be.
constexpr std::uint32_t meant(Param param) {
  switch (param) {
    case Param::byte:
    case Param::index:
    case Param::size:
    case Param::times:
    case Param::position:
    case Param::offset:
    case Param::flags:
    case Param::layout_flags:
    case Param::map_size:
    case Param::map_flags:
    case Param::map_prot:
    case Param::access:
    case Param::page:
    case Param::advice:
    case Param::whence:
      return kNumbers;
    case Param::flag:
    case Param::any:
    case Param::item:
    case Param::values:
      return kAnything;
    case Param::key:
      return kNumbers | set({slice, tuple});
    case Param::slice:
      return set({slice});
    case Param::bound:
    case Param::limit:
      return kNumbers | set({none});
    case Param::source:
    case Param::value:
      return kNumbers | kIterables;
    case Param::items:
    case Param::parts:
      return kIterables;
    case Param::buffer:
    case Param::memory:
      return kLenders;
    case Param::needle:
      return kNumbers | kLenders;
    case Param::affix:
      return kLenders | set({tuple});
    case Param::separator:
    case Param::initial:
      return kLenders | set({none});
    case Param::text:
    case Param::mode:
    case Param::format:
    case Param::layout_format:
      return set({text});
    case Param::shape:
      return set({list, tuple});
    case Param::strides:
      return set({list, tuple, none});
    case Param::contents:
      return set({bytes});
    case Param::fileno:
      return kNumbers | set({object});
    case Param::state:
      return set({tuple});
  }
  return kAnything;
}

// Whether a value runs steps or raises: itself, or an item of it.
bool is_hostile(const Program& program, Value value) {
  if (value.kind == Kind::block) return value.size != 0;
  if (value.kind == Kind::raising) return true;
  if (!has_items(value.kind)) return false;
  return std::ranges::any_of(program.arena.items(value),
                             [&](Value item) { return is_hostile(program, item); });
}

ArgumentClass class_of_register(Register self, Register reg, const ObjectFacts& facts) {
  if (reg == self) return itself;
  if (facts.closed(reg)) return closed;
  if (self.exists() && facts.share(self, reg)) {
    return facts.size(self) == facts.size(reg) ? own_view : part_view;
  }
  switch (reg.cls()) {
    case Class::bytearray:
      return bytearray;
    case Class::memoryview:
      return view;
    case Class::mmap:
      return mmap;
    case Class::exporter:
      return exporter;
    case Class::iterator:
      return iterator;
    default:
      return object;
  }
}

}  // namespace

void ObjectFacts::look(Subject& subject) {
  subject.registers().for_each([&](Register reg) {
    Observation seen;
    subject.observe(reg, seen);
    // Only what shows memory shares it: the memory that an iterator keeps is its view's.
    const bool shows = seen.has(Aspect::contents);
    facts_[reg.index()] = {.closed = seen.closed,
                           .exported = seen.exports > 0 || seen.locked,
                           .identity = shows ? seen.identity : 0,
                           .exporter = shows ? seen.exporter : 0,
                           .size = seen.contents.size(),
                           .itemsize = seen.has(Aspect::layout) ? seen.itemsize : 1};
  });
}

bool ObjectFacts::share(Register one, Register other) const {
  const auto owner = [](const Facts& facts) {
    return facts.exporter != 0 ? facts.exporter : facts.identity;
  };
  const std::uint64_t whose = owner(facts_[one.index()]);
  return whose != 0 && whose == owner(facts_[other.index()]);
}

ArgumentClass classify(const Program& program, const Step& step, std::size_t position,
                       const ObjectFacts& facts) {
  if (position >= step.arguments) return absent;
  const Value value = program.arguments(step)[position];
  if (value.keyword != 0) return keyword;
  if (position >= kind_of(step.op).accepted) return surplus;
  if (is_hostile(program, value)) return hostile;
  switch (value.kind) {
    case Kind::none:
      return none;
    case Kind::boolean:
      return boolean;
    case Kind::integer:
      return value.integer < 0 ? negative : integer;
    case Kind::big:
      return big;
    case Kind::real:
      return real;
    case Kind::bytes:
      return bytes;
    case Kind::bytearray:
      return bytearray;
    case Kind::text:
      return text;
    case Kind::tuple:
      return tuple;
    case Kind::list:
      return list;
    case Kind::slice:
      return slice;
    case Kind::reference:
      return class_of_register(step.self, value.reg, facts);
    case Kind::iterator:
      return iterator;
    case Kind::custom:
      if (is_bytes(value.hook)) return bytes;
      return value.hook == Hook::index    ? index
             : value.hook == Hook::buffer ? buffer
             : value.hook == Hook::hint   ? iterator
                                          : object;
    default:
      return object;
  }
}

bool takes(Param param, ArgumentClass argument) {
  return (meant(param) >> static_cast<unsigned>(argument) & 1U) != 0;
}

}  // namespace holdfast

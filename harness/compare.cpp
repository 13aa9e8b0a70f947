// SPDX-License-Identifier: MIT
#include "harness/compare.h"

#include <algorithm>

namespace holdfast {
namespace {

std::string yes_or_no(bool truth) { return truth ? "yes" : "no"; }

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  static constexpr std::size_t kShown = 64;
  std::string text;
  for (const std::uint8_t byte : bytes.first(std::min(bytes.size(), kShown))) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  if (bytes.size() > kShown) text += "...";
  return text + " (" + std::to_string(bytes.size()) + " bytes)";
}

std::string numbers(std::span<const std::int64_t> list) {
  std::string text = "(";
  for (const std::int64_t number : list) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(number);
  }
  return text + ")";
}

}  // namespace

bool same_outcome(const Arena& left_arena, const Outcome& left, const Arena& right_arena,
                  const Outcome& right) {
  const auto returns = [](const Outcome& outcome) {
    return outcome.type == Outcome::Type::value || outcome.type == Outcome::Type::open;
  };
  if ((left.type == Outcome::Type::open || right.type == Outcome::Type::open) && returns(left) &&
      returns(right)) {
    return true;
  }
  if (left.type != right.type) return false;
  if (left.type == Outcome::Type::value) {
    return equal(left_arena, left.value, right_arena, right.value);
  }
  return left.type != Outcome::Type::raised || left.exception == right.exception;
}

bool same_message(const Arena& left_arena, const Outcome& left, const Arena& right_arena,
                  const Outcome& right) {
  if (left.type != Outcome::Type::raised || right.type != Outcome::Type::raised) return true;
  if (left.message.kind == Kind::none || right.message.kind == Kind::none) return true;
  return left_arena.text(left.message) == right_arena.text(right.message);
}

bool same(const Observation& one, const Observation& other) {
  if (one.shows != other.shows || one.closed != other.closed || one.readonly != other.readonly ||
      one.locked != other.locked || one.position != other.position ||
      one.allocated != other.allocated || one.exports != other.exports ||
      one.identity != other.identity || one.exporter != other.exporter ||
      one.acquisition != other.acquisition) {
    return false;
  }
  if (one.has(Aspect::address) && one.address != other.address) return false;
  if (one.has(Aspect::contents) && !std::ranges::equal(one.contents, other.contents)) return false;
  return !one.has(Aspect::layout) ||
         (one.format == other.format && one.itemsize == other.itemsize &&
          std::ranges::equal(one.shape, other.shape) &&
          std::ranges::equal(one.strides, other.strides) &&
          std::ranges::equal(one.suboffsets, other.suboffsets));
}

std::optional<StateDifference> compare(const Observation& expected, const Observation& got,
                                       bool allocated) {
  const auto both = [&](Aspect aspect) { return expected.has(aspect) && got.has(aspect); };
  if (both(Aspect::closed) && expected.closed != got.closed) {
    return StateDifference{"closed state", yes_or_no(expected.closed), yes_or_no(got.closed)};
  }
  if (both(Aspect::contents) && !std::ranges::equal(expected.contents, got.contents)) {
    return StateDifference{"contents", hexadecimal(expected.contents), hexadecimal(got.contents)};
  }
  if (both(Aspect::locked) && expected.locked != got.locked) {
    return StateDifference{"lock", yes_or_no(expected.locked), yes_or_no(got.locked)};
  }
  if (both(Aspect::exports) && expected.exports != got.exports) {
    return StateDifference{"exports", std::to_string(expected.exports),
                           std::to_string(got.exports)};
  }
  if (both(Aspect::position) && expected.position != got.position) {
    return StateDifference{"position", std::to_string(expected.position),
                           std::to_string(got.position)};
  }
  if (allocated && both(Aspect::allocated) && expected.allocated != got.allocated) {
    return StateDifference{"allocated size", std::to_string(expected.allocated),
                           std::to_string(got.allocated)};
  }
  if (both(Aspect::readonly) && expected.readonly != got.readonly) {
    return StateDifference{"readonly", yes_or_no(expected.readonly), yes_or_no(got.readonly)};
  }
  if (!both(Aspect::layout)) return std::nullopt;
  if (expected.format != got.format) {
    return StateDifference{"format", std::string(expected.format), std::string(got.format)};
  }
  if (expected.itemsize != got.itemsize) {
    return StateDifference{"itemsize", std::to_string(expected.itemsize),
                           std::to_string(got.itemsize)};
  }
  if (!std::ranges::equal(expected.shape, got.shape)) {
    return StateDifference{"shape", numbers(expected.shape), numbers(got.shape)};
  }
  if (!std::ranges::equal(expected.strides, got.strides)) {
    return StateDifference{"strides", numbers(expected.strides), numbers(got.strides)};
  }
  if (!std::ranges::equal(expected.suboffsets, got.suboffsets)) {
    return StateDifference{"suboffsets", numbers(expected.suboffsets), numbers(got.suboffsets)};
  }
  return std::nullopt;
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// tuple, list, slice; and how a slice's values become positions.
#include "impl/sequence.h"

#include <algorithm>
#include <limits>

#include "impl/convert.h"
#include "impl/iterators.h"

namespace holdfast::impl {
namespace {

// The hash of several values, the hash of each mixed into what came before.
template <typename... Values>
Result<std::int64_t> hash_all(const Values&... ranges) {
  std::uint64_t mixed = 0x345678;
  Result<std::int64_t> failed = 0;
  const auto mix = [&](const Value& value) {
    auto hash = hash_of(value);
    if (!hash) failed = std::move(hash);
    if (failed) mixed = (mixed ^ static_cast<std::uint64_t>(*hash)) * 1000003U;
    return failed.has_value();
  };
  (void)(... && std::ranges::all_of(ranges, mix));
  if (!failed) return failed;
  return static_cast<std::int64_t>(mixed);
}

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();

template <typename T>
Result<Ref<T>> filled(Result<Ref<T>> sequence, std::span<const Value> items) {
  if (!sequence) return sequence;
  HOLDFAST_CHECK((*sequence)->reserve(items.size()));
  for (const Value& item : items) HOLDFAST_CHECK((*sequence)->append(item));
  return sequence;
}

}  // namespace

Result<void> Sequence::append(Value item) {
  if (!items_.push_back(std::move(item))) return memory_error();
  return {};
}

Result<void> Sequence::reserve(std::size_t count) {
  if (!items_.reserve(count)) return memory_error();
  return {};
}

Result<Ref<Object>> Sequence::iter() { return make_sequence_iterator(*this); }

Result<Ref<Tuple>> Tuple::create(std::span<const Value> items) {
  return filled(make<Tuple>(), items);
}

Result<std::int64_t> Tuple::hash() { return hash_all(items()); }

Result<Ref<List>> List::create(std::span<const Value> items) { return filled(make<List>(), items); }

Result<Ref<Slice>> Slice::create(Value start, Value stop, Value step) {
  return make<Slice>(std::move(start), std::move(stop), std::move(step));
}

Result<std::int64_t> Slice::hash() {
  return hash_all(std::span(&start_, 1), std::span(&stop_, 1), std::span(&step_, 1));
}

Result<SliceBounds> unpack(const Slice& slice) {
  const auto plain = [](const Value& bound, std::int64_t otherwise) {
    return bound.is_none() ? otherwise : bound.integer();
  };
  const auto is_plain = [](const Value& bound) { return bound.is_none() || bound.is_integer(); };
  SliceBounds bounds;
  // Most slices: from here to there, one by one.
  if (slice.step().is_none() && is_plain(slice.start()) && is_plain(slice.stop())) {
    bounds.step = 1;
    bounds.start = plain(slice.start(), 0);
    bounds.stop = plain(slice.stop(), kMax);
    return bounds;
  }
  HOLDFAST_TRY(bounds.step, as_bound(slice.step(), 1));
  if (bounds.step == 0) return value_error("slice step cannot be zero");
  // So that -step fits.
  if (bounds.step < -kMax) bounds.step = -kMax;
  HOLDFAST_TRY(bounds.start, as_bound(slice.start(), bounds.step < 0 ? kMax : 0));
  HOLDFAST_TRY(bounds.stop, as_bound(slice.stop(), bounds.step < 0 ? kMin : kMax));
  return bounds;
}

void SliceBounds::adjust(std::int64_t length) {
  const auto clamp = [&](std::int64_t at) {
    if (at < 0) {
      at += length;
      if (at < 0) at = step < 0 ? -1 : 0;
    } else if (at >= length) {
      at = step < 0 ? length - 1 : length;
    }
    return at;
  };
  start = clamp(start);
  stop = clamp(stop);
  count = 0;
  if (step == 1) {
    count = std::max<std::int64_t>(stop - start, 0);  // division is slow
  } else if (step < 0) {
    if (stop < start) count = (start - stop - 1) / -step + 1;
  } else if (start < stop) {
    count = (stop - start - 1) / step + 1;
  }
}

}  // namespace holdfast::impl

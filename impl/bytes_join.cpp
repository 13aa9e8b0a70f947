// SPDX-License-Identifier: MIT
#include "impl/bytes_join.h"

#include <cstring>
#include <limits>

#include "impl/convert.h"
#include "impl/sequence.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

// A list or tuple as it is, anything else collected first.
Result<Value> as_sequence(const Value& value) {
  if (value.as<List>() != nullptr || value.as<Tuple>() != nullptr) return value;
  auto iterator = iterate(value);
  if (!iterator) {
    if (is_a(iterator.error().type, ExceptionType::TypeError)) {
      return type_error("can only join an iterable");
    }
    return Failure(std::move(iterator).error());
  }
  // As a list is made, which asks for the length first.
  HOLDFAST_CHECK((*iterator)->length_hint());
  HOLDFAST_TRY(auto list, List::create());
  for (Value item;;) {
    HOLDFAST_TRY(const bool more, (*iterator)->next(item));
    if (!more) return Value(std::move(list));
    HOLDFAST_CHECK(list->append(item));
  }
}

}  // namespace

Result<JoinParts> JoinParts::acquire(const Value& iterable, std::int64_t separator) {
  HOLDFAST_TRY(const Value sequence, as_sequence(iterable));
  const auto items = static_cast<const Sequence&>(sequence.object()).items();
  JoinParts joined;
  if (items.size() == 1) {
    const Bytes* only = items[0].as<Bytes>();
    if (only != nullptr && only->is_exact()) joined.only_ = items[0];
  }
  if (!joined.parts_.reserve(items.size())) return memory_error();
  for (std::size_t i = 0; i < items.size(); ++i) {
    AcquiredBuffer part;
    if (!impl::acquire(items[i], request::kSimple, part)) {
      return type_error("sequence item {}: expected a bytes-like object, {} found", i,
                        items[i].type_name());
    }
    const std::int64_t more = i == 0 ? 0 : separator;
    const std::int64_t size = part.view().len;
    if (size > kSizeMax - joined.size_ || more > kSizeMax - joined.size_ - size) {
      return fail(ExceptionType::OverflowError, "join() result is too long");
    }
    joined.size_ += size + more;
    if (!joined.parts_.push_back(std::move(part))) return memory_error();
  }
  return joined;
}

JoinParts::~JoinParts() {
  for (AcquiredBuffer& part : parts_) part.release();
}

void JoinParts::write(Span separator, std::uint8_t* out) const {
  const auto put = [&out](Span bytes) {
    if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
    out += bytes.size();
  };
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (i > 0) put(separator);
    put(parts_[i].bytes());
  }
}

}  // namespace holdfast::impl

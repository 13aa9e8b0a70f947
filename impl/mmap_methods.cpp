// SPDX-License-Identifier: MIT
//
// mmap by Python's names: construction, reading and writing at the position, the size, the file.
// Arguments are converted before the mapping is looked at, except for those that CPython's methods
// take as plain objects and convert themselves.
#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytes_like.h"
#include "impl/bytes_search.h"
#include "impl/convert.h"
#include "impl/methods.h"
#include "impl/mmap.h"
#include "impl/mmap_arguments.h"
#include "impl/os_error.h"
#include "impl/system_calls.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

Mmap& mapping_of(Object* self) { return static_cast<Mmap&>(*self); }

Result<Value> construct(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_TRY(const Mmap::Options options, take_mmap_options(arguments));
  HOLDFAST_TRY(auto mapping, Mmap::create(options));
  return Value(std::move(mapping));
}

Result<Value> read(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "mmap.read", "read", 0, 1));
  std::int64_t count = kSizeMax;
  if (!arguments.values.empty() && !arguments.values[0].is_none()) {
    const Value& given = arguments.values[0];
    if (!supports_index(given)) {
      return type_error("argument should be integer or None, not '{}'", given.type_name());
    }
    HOLDFAST_TRY(count, as_index(given, ExceptionType::OverflowError));
  }
  HOLDFAST_TRY(auto bytes, mapping_of(self).read(count));
  return Value(std::move(bytes));
}

Result<Value> read_byte(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.read_byte"));
  HOLDFAST_TRY(const std::uint8_t byte, mapping_of(self).read_byte());
  return Value::integer(byte);
}

Result<Value> read_line(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.readline"));
  HOLDFAST_TRY(auto bytes, mapping_of(self).read_line());
  return Value(std::move(bytes));
}

Result<Value> write(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "mmap.write"));
  BytesLike bytes;
  HOLDFAST_CHECK(bytes.take(*argument));
  HOLDFAST_CHECK(mapping_of(self).write(bytes.bytes()));
  return Value::integer(bytes.size());
}

Result<Value> write_byte(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "mmap.write_byte"));
  HOLDFAST_TRY(const std::uint8_t byte, as_unsigned_char(*argument));
  HOLDFAST_CHECK(mapping_of(self).write_byte(byte));
  return Value::none();
}

Result<Value> seek(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "mmap.seek", "seek", 1, 2));
  HOLDFAST_TRY(const std::int64_t distance, as_size(arguments.values[0]));
  int whence = 0;
  if (arguments.values.size() > 1) {
    HOLDFAST_TRY(whence, as_int(arguments.values[1]));
  }
  HOLDFAST_TRY(const std::int64_t position, mapping_of(self).seek(distance, whence));
  return Value::integer(position);
}

Result<Value> tell(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.tell"));
  HOLDFAST_CHECK(mapping_of(self).check_open());
  return Value::integer(mapping_of(self).position());
}

Result<Value> seekable(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.seekable"));
  return Value::boolean(true);
}

Result<Value> size(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.size"));
  HOLDFAST_TRY(const std::int64_t size, mapping_of(self).file_size());
  return Value::integer(size);
}

// A bound of a search: from the end when negative, then within the mapping.
std::int64_t clip(std::int64_t bound, std::int64_t size) {
  if (bound < 0) bound += size;
  return std::clamp<std::int64_t>(bound, 0, size);
}

using Search = std::int64_t (*)(Span haystack, Span needle);

// The search begins at the position unless told otherwise. The end is looked at only where a start
// is given (CPython 3.14: mmap_gfind_lock_held).
Result<Value> search(Object* self, const Arguments& arguments, const char* qualified,
                     const char* name, Search search) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 1, 3));
  BytesLike needle;
  HOLDFAST_CHECK(needle.take(arguments.values[0]));
  Mmap& mapping = mapping_of(self);
  HOLDFAST_CHECK(mapping.check_open());
  std::int64_t start = mapping.position();
  std::int64_t end = mapping.size();
  const auto given = [&](std::size_t i) {
    return arguments.values.size() > i && !arguments.values[i].is_none();
  };
  if (given(1)) {
    HOLDFAST_TRY(start, as_size(arguments.values[1]));
    if (given(2)) {
      HOLDFAST_TRY(end, as_size(arguments.values[2]));
    }
  }
  start = clip(start, mapping.size());
  end = clip(end, mapping.size());
  HOLDFAST_CHECK(mapping.check_open());
  if (end < start) return Value::integer(kNotFound);
  const BusErrorWatch watch;
  const std::int64_t found =
      search(mapping.contents().subspan(static_cast<std::size_t>(start),
                                        static_cast<std::size_t>(end - start)),
             needle.bytes());
  HOLDFAST_CHECK(watch.check());
  return Value::integer(found == kNotFound ? kNotFound : start + found);
}

Result<Value> find_method(Object* self, const Arguments& arguments) {
  return search(self, arguments, "mmap.find", "find", find);
}

Result<Value> rfind_method(Object* self, const Arguments& arguments) {
  return search(self, arguments, "mmap.rfind", "rfind", rfind);
}

// CPython 3.14: mmap_mmap_flush_impl. The default size is that of the whole mapping, so that an
// offset needs a size. The size is converted last, and may close the mapping: see
// docs/exceptions.md, mmap-flush-closed.
Result<Value> flush(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "mmap.flush", "flush", 0, 2));
  std::int64_t offset = 0;
  if (!arguments.values.empty()) {
    HOLDFAST_TRY(offset, as_size(arguments.values[0]));
  }
  Mmap& mapping = mapping_of(self);
  HOLDFAST_CHECK(mapping.check_open());
  std::int64_t size = mapping.size();
  if (arguments.values.size() > 1 && !arguments.values[1].is_none()) {
    HOLDFAST_TRY(size, as_size(arguments.values[1]));
  }
  if (size < 0 || offset < 0 || mapping.size() - offset < size) {
    return value_error("flush values out of range");
  }
  if (mapping.access() == Mmap::Access::read || mapping.access() == Mmap::Access::copy) {
    return Value::none();
  }
  if (mapping.closed()) {
    // msync of what is not mapped.
    if (static_cast<std::size_t>(offset) % page_size() != 0) return os_error(EINVAL);
    if (size == 0) return Value::none();
    return os_error(ENOMEM);
  }
  HOLDFAST_CHECK(mapping.sync(offset, size));
  return Value::none();
}

Result<Value> move(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "mmap.move", "move", 3, 3));
  std::array<std::int64_t, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    HOLDFAST_TRY(numbers[i], as_size(arguments.values[i]));
  }
  HOLDFAST_CHECK(mapping_of(self).move(numbers[0], numbers[1], numbers[2]));
  return Value::none();
}

Result<Value> resize(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "mmap.resize"));
  HOLDFAST_TRY(const std::int64_t size, as_size(*argument));
  HOLDFAST_CHECK(mapping_of(self).resize(size));
  return Value::none();
}

// CPython 3.14: mmap_mmap_madvise_impl. The length is converted after the first look at the
// mapping, and may change it.
Result<Value> advise(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "mmap.madvise", "madvise", 1, 3));
  HOLDFAST_TRY(const int option, as_int(arguments.values[0]));
  std::int64_t start = 0;
  if (arguments.values.size() > 1) {
    HOLDFAST_TRY(start, as_size(arguments.values[1]));
  }
  Mmap& mapping = mapping_of(self);
  HOLDFAST_CHECK(mapping.check_open());
  std::int64_t length = mapping.size();
  if (arguments.values.size() > 2 && !arguments.values[2].is_none()) {
    HOLDFAST_TRY(length, as_size(arguments.values[2]));
  }
  if (start < 0 || start >= mapping.size()) return value_error("madvise start out of bounds");
  if (length < 0) return value_error("madvise length invalid");
  if (kSizeMax - start < length) {
    return fail(ExceptionType::OverflowError, "madvise length too large");
  }
  HOLDFAST_CHECK(mapping.advise(option, start, std::min(length, mapping.size() - start)));
  return Value::none();
}

Result<Value> close(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.close"));
  HOLDFAST_CHECK(mapping_of(self).close());
  return Value::none();
}

Result<Value> closed(Object* self, const Arguments& /*arguments*/) {
  return Value::boolean(mapping_of(self).closed());
}

Result<Value> enter(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "mmap.__enter__"));
  HOLDFAST_CHECK(mapping_of(self).check_open());
  return Value::share(*self);
}

Result<Value> exit(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "mmap.__exit__", "__exit__", 3, 3));
  HOLDFAST_CHECK(mapping_of(self).close());
  return Value::none();
}

constexpr std::array kMethods = {
    Method{"", construct},         Method{"read", read},        Method{"read_byte", read_byte},
    Method{"readline", read_line}, Method{"write", write},      Method{"write_byte", write_byte},
    Method{"seek", seek},          Method{"tell", tell},        Method{"seekable", seekable},
    Method{"size", size},          Method{"find", find_method}, Method{"rfind", rfind_method},
    Method{"flush", flush},        Method{"move", move},        Method{"resize", resize},
    Method{"madvise", advise},     Method{"close", close},      Method{"closed", closed},
    Method{"__enter__", enter},    Method{"__exit__", exit},
};

}  // namespace

std::span<const Method> mmap_methods() { return kMethods; }

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// BytesIO by Python's names: construction, reading, writing, positions.
#include <array>
#include <cstring>
#include <optional>

#include "impl/arguments.h"
#include "impl/big_integer.h"
#include "impl/bytesio.h"
#include "impl/convert.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

BytesIO& stream_of(Object* self) { return static_cast<BytesIO&>(*self); }

Result<void> init_from(BytesIO& stream, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"initial_bytes"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "BytesIO", .parameters = kNames}, given));
  return stream.init(given[0]);
}

Result<Value> construct(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_TRY(auto stream, BytesIO::create());
  HOLDFAST_CHECK(init_from(*stream, arguments));
  return Value(std::move(stream));
}

Result<Value> init(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(init_from(stream_of(self), arguments));
  return Value::none();
}

// The one parameter of read() and its like: a size, or None for no limit.
Result<std::int64_t> take_limit(const Arguments& arguments, const char* qualified,
                                const char* name) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 0, 1));
  if (arguments.values.empty() || arguments.values[0].is_none()) return -1;
  const Value& size = arguments.values[0];
  if (!supports_index(size)) {
    return type_error("argument should be integer or None, not '{}'", size.type_name());
  }
  return as_index(size, ExceptionType::OverflowError);
}

Result<Value> read(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const std::int64_t size, take_limit(arguments, "BytesIO.read", "read"));
  return stream_of(self).read(size);
}

Result<Value> read1(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const std::int64_t size, take_limit(arguments, "BytesIO.read1", "read1"));
  return stream_of(self).read(size);
}

Result<Value> readline(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const std::int64_t size, take_limit(arguments, "BytesIO.readline", "readline"));
  return stream_of(self).read_line(size);
}

Result<Value> readlines(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "BytesIO.readlines", "readlines", 0, 1));
  HOLDFAST_CHECK(stream_of(self).check_closed());
  std::int64_t limit = -1;
  if (!arguments.values.empty() && !arguments.values[0].is_none()) {
    // Exactly an int: __index__ is not asked.
    const Value& size = arguments.values[0];
    if (size.as<BigInteger>() != nullptr) {
      return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
    }
    if (!size.is_integer()) {
      return type_error("integer argument expected, got '{}'", size.type_name());
    }
    limit = size.integer();
  }
  return stream_of(self).read_lines(limit);
}

// The buffer to read into; whatever is wrong with it is a TypeError.
Result<void> take_target(const Value& target, const char* name, AcquiredBuffer& buffer) {
  if (!acquire(target, request::kWritable, buffer) || !is_contiguous(buffer.view(), 'C')) {
    return type_error("{}() argument must be read-write bytes-like object, not {}", name,
                      target.is_none() ? "None" : target.type_name());
  }
  return {};
}

std::span<std::uint8_t> memory_of(const AcquiredBuffer& buffer) {
  return {buffer.view().pointer, static_cast<std::size_t>(buffer.view().len)};
}

Result<Value> readinto(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* target, take_one(arguments, "BytesIO.readinto"));
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(take_target(*target, "readinto", buffer));
  HOLDFAST_TRY(const std::int64_t count, stream_of(self).read_into(memory_of(buffer)));
  return Value::integer(count);
}

// Inherited: read1() of the buffer's size, copied.
Result<Value> readinto1(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* target, take_one(arguments, "_BufferedIOBase.readinto1"));
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(take_target(*target, "readinto1", buffer));
  HOLDFAST_TRY(const Value bytes, stream_of(self).read(buffer.view().len));
  const auto data = bytes.as<Bytes>()->contents();
  if (!data.empty()) std::memcpy(memory_of(buffer).data(), data.data(), data.size());
  return Value::integer(static_cast<std::int64_t>(data.size()));
}

Result<Value> write(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* source, take_one(arguments, "BytesIO.write"));
  HOLDFAST_TRY(const std::int64_t count, stream_of(self).write(*source));
  return Value::integer(count);
}

Result<Value> writelines(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* lines, take_one(arguments, "BytesIO.writelines"));
  HOLDFAST_CHECK(stream_of(self).write_lines(*lines));
  return Value::none();
}

Result<Value> truncate(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "BytesIO.truncate", "truncate", 0, 1));
  const Value* size = arguments.values.empty() ? nullptr : arguments.values.data();
  HOLDFAST_TRY(const std::int64_t answer, stream_of(self).truncate(size));
  return Value::integer(answer);
}

Result<Value> seek(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "BytesIO.seek", "seek", 1, 2));
  HOLDFAST_TRY(const std::int64_t position, as_size(arguments.values[0]));
  int whence = 0;
  if (arguments.values.size() > 1) {
    HOLDFAST_TRY(whence, as_int(arguments.values[1]));
  }
  HOLDFAST_TRY(const std::int64_t now, stream_of(self).seek(position, whence));
  return Value::integer(now);
}

Result<Value> tell(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "BytesIO.tell"));
  HOLDFAST_TRY(const std::int64_t position, stream_of(self).tell());
  return Value::integer(position);
}

constexpr std::array kMethods = {
    Method{"", construct},        Method{"__init__", init},
    Method{"read", read},         Method{"read1", read1},
    Method{"readline", readline}, Method{"readlines", readlines},
    Method{"readinto", readinto}, Method{"readinto1", readinto1},
    Method{"write", write},       Method{"writelines", writelines},
    Method{"truncate", truncate}, Method{"seek", seek},
    Method{"tell", tell},
};

}  // namespace

std::span<const Method> bytesio_methods() { return kMethods; }

}  // namespace holdfast::impl

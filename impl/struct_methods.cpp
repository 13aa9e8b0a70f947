// SPDX-License-Identifier: MIT
//
// struct.pack_into() and struct.unpack_from(): two consumers of the buffer protocol, the first of
// which runs __index__ of its values while it holds the buffer.
#include <array>
#include <charconv>
#include <string_view>

#include "impl/arguments.h"
#include "impl/buffer.h"
#include "impl/bytes.h"
#include "impl/codecs.h"
#include "impl/convert.h"
#include "impl/methods.h"
#include "impl/str.h"
#include "impl/struct_format.h"

namespace holdfast::impl {
namespace {

// The format is looked up in a cache, by its hash; what cannot be hashed is refused there. CPython
// 3.14: Objects/dictobject.c:dict_unhashable_type.
Result<void> check_key(const Value& format) {
  auto hash = hash_of(format);
  if (hash) return {};
  if (hash.error().type != ExceptionType::TypeError) return Failure(std::move(hash).error());
  return fail_about(hash.error().message.render(), ExceptionType::TypeError,
                    "cannot use '{}' as a dict key ({*})", format.type_name());
}

// "BytesIO" for "_io.BytesIO".
const char* last_name(const char* name) {
  const std::string_view whole(name);
  const std::size_t dot = whole.rfind('.');
  return dot == std::string_view::npos ? name : name + dot + 1;
}

// The letters of a format; bytes that are not ASCII are lone surrogates on the way.
// CPython 3.14: Modules/_struct.c:Struct___init___impl.
Result<Block> letters_of(const Value& format) {
  if (const Str* text = format.as<Str>()) return encode(*text, "ascii", std::nullopt);
  if (const Bytes* bytes = format.as<Bytes>()) {
    HOLDFAST_TRY(const auto text, decode(bytes->contents(), "ascii", "surrogateescape"));
    return encode(*text, "ascii", std::nullopt);
  }
  return type_error("Struct() argument 1 must be a str or bytes object, not {}",
                    last_name(format.type_name()));
}

Result<StructFormat> compile(const Value& format) {
  HOLDFAST_CHECK(check_key(format));
  HOLDFAST_TRY(const Block letters, letters_of(format));
  return StructFormat::compile({reinterpret_cast<const char*>(letters.data()), letters.size()});
}

// How the two functions say that something does not fit.
struct Wording {
  const char* across_the_end;  // a negative offset, and more bytes than there are behind it
  const char* too_small;
};
constexpr Wording kPacking = {
    .across_the_end = "no space to pack {} bytes at offset {}",
    .too_small =
        "pack_into requires a buffer of at least {*} bytes for packing {} bytes at offset "
        "{} (actual buffer size is {})"};
constexpr Wording kUnpacking = {
    .across_the_end = "not enough data to unpack {} bytes at offset {}",
    .too_small =
        "unpack_from requires a buffer of at least {*} bytes for unpacking {} bytes at "
        "offset {} (actual buffer size is {})"};

// Where in a buffer of `length` bytes the offset is; struct.error unless `size` bytes follow.
Result<std::int64_t> find_place(std::int64_t offset, std::int64_t size, std::int64_t length,
                                const Wording& wording) {
  if (offset < 0) {
    if (offset + size > 0) {
      return fail(ExceptionType::StructError, wording.across_the_end, size, offset);
    }
    if (offset + length < 0) {
      return fail(ExceptionType::StructError, "offset {} out of range for {}-byte buffer", offset,
                  length);
    }
    offset += length;
  }
  if (length - offset >= size) return offset;
  std::array<char, 24> digits{};
  const auto needed = static_cast<std::uint64_t>(size) + static_cast<std::uint64_t>(offset);
  const auto* end = std::to_chars(digits.data(), digits.data() + digits.size(), needed).ptr;
  return fail_about({digits.data(), end}, ExceptionType::StructError, wording.too_small, size,
                    offset, length);
}

// The buffer to pack into; whatever is wrong with it is a TypeError.
Result<void> take_target(const Value& target, AcquiredBuffer& buffer) {
  if (!acquire(target, request::kWritable, buffer) || !is_contiguous(buffer.view(), 'C')) {
    return type_error("argument must be read-write bytes-like object, not {}",
                      target.is_none() ? "None" : target.type_name());
  }
  return {};
}

// CPython 3.14: Modules/_struct.c:pack_into, s_pack_into.
Result<Value> pack_into(Object* /*self*/, const Arguments& arguments) {
  if (!arguments.keywords.empty()) {
    return type_error("_struct.pack_into() takes no keyword arguments");
  }
  const auto values = arguments.values;
  if (values.empty()) return type_error("missing format argument");
  HOLDFAST_TRY(const StructFormat format, compile(values[0]));
  if (values.size() == 1) {
    return fail(ExceptionType::StructError, "pack_into expected buffer argument");
  }
  if (values.size() == 2) {
    return fail(ExceptionType::StructError, "pack_into expected offset argument");
  }
  const auto items = values.subspan(3);
  if (static_cast<std::int64_t>(items.size()) != format.values()) {
    return fail(ExceptionType::StructError, "pack_into expected {} items for packing (got {})",
                format.values(), items.size());
  }
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(take_target(values[1], buffer));
  HOLDFAST_TRY(const std::int64_t offset, as_index(values[2], ExceptionType::IndexError));
  HOLDFAST_TRY(const std::int64_t place,
               find_place(offset, format.size(), buffer.view().len, kPacking));
  HOLDFAST_CHECK(format.pack(items, buffer.view().pointer + place));
  return Value::none();
}

// CPython 3.14: Modules/_struct.c:unpack_from, Struct_unpack_from_impl.
Result<Value> unpack_from(Object* /*self*/, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 3> kParameters = {"", "buffer", "offset"};
  constexpr Signature kSignature = {
      .name = "unpack_from", .parameters = kParameters, .required = 2, .positional_only = 1};
  std::array<const Value*, 3> values{};
  HOLDFAST_CHECK(take_keywords(arguments, kSignature, values));
  HOLDFAST_TRY(const StructFormat format, compile(*values[0]));
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(acquire(*values[1], request::kSimple, buffer));
  std::int64_t offset = 0;
  if (values[2] != nullptr) {
    HOLDFAST_TRY(offset, as_size(*values[2]));
  }
  HOLDFAST_TRY(const std::int64_t place,
               find_place(offset, format.size(), buffer.view().len, kUnpacking));
  return format.unpack(buffer.view().pointer + place);
}

constexpr std::array kMethods = {
    Method{"pack_into", &pack_into},
    Method{"unpack_from", &unpack_from},
};

}  // namespace

std::span<const Method> struct_methods() { return kMethods; }

}  // namespace holdfast::impl

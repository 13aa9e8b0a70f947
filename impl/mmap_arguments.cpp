// SPDX-License-Identifier: MIT
#include "impl/mmap_arguments.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "impl/convert.h"

namespace holdfast::impl {
namespace {

enum Parameter : std::uint8_t { fileno, length, flags, prot, access, offset, trackfd, count };

constexpr std::array<const char*, count> kNames = {"fileno", "length", "flags",  "prot",
                                                   "access", "offset", "trackfd"};
constexpr std::size_t kRequired = 2;
constexpr std::size_t kPositional = 6;

Result<int> as_old_int(const Value& value) {
  HOLDFAST_TRY(const std::int64_t number, as_long(value));
  if (number > std::numeric_limits<int>::max()) {
    return fail(ExceptionType::OverflowError, "signed integer is greater than maximum");
  }
  if (number < std::numeric_limits<int>::min()) {
    return fail(ExceptionType::OverflowError, "signed integer is less than minimum");
  }
  return static_cast<int>(number);
}

Result<void> convert(std::size_t parameter, const Value& value, Mmap::Options& options) {
  switch (parameter) {
    case fileno: {
      HOLDFAST_TRY(options.fd, as_old_int(value));
      return {};
    }
    case length: {
      HOLDFAST_TRY(options.length, as_size(value));
      return {};
    }
    case flags: {
      HOLDFAST_TRY(options.flags, as_old_int(value));
      return {};
    }
    case prot: {
      HOLDFAST_TRY(options.prot, as_old_int(value));
      return {};
    }
    case access: {
      HOLDFAST_TRY(options.access, as_old_int(value));
      return {};
    }
    case offset: {
      HOLDFAST_TRY(options.offset, as_long(value));
      return {};
    }
    default: {
      HOLDFAST_TRY(options.trackfd, as_truth(value));
      return {};
    }
  }
}

// The value given by that keyword, or null.
const Value* named(const Arguments& arguments, std::string_view name) {
  for (std::size_t i = 0; i < arguments.keywords.size(); ++i) {
    if (arguments.keywords[i] == name) return &arguments.values[arguments.positional() + i];
  }
  return nullptr;
}

}  // namespace

Result<std::int64_t> as_long(const Value& value) {
  HOLDFAST_TRY(const Value number, to_index(value));
  if (!number.is_integer()) {
    return fail(ExceptionType::OverflowError, "Python int too large to convert to C long");
  }
  return number.integer();
}

Result<std::uint8_t> as_unsigned_char(const Value& value) {
  HOLDFAST_TRY(const std::int64_t number, as_long(value));
  if (number < 0) {
    return fail(ExceptionType::OverflowError, "unsigned byte integer is less than minimum");
  }
  if (number > 255) {
    return fail(ExceptionType::OverflowError, "unsigned byte integer is greater than maximum");
  }
  return static_cast<std::uint8_t>(number);
}

Result<Mmap::Options> take_mmap_options(const Arguments& arguments) {
  Mmap::Options options;
  const std::size_t positional = arguments.positional();
  if (arguments.values.size() > count) {
    return type_error(positional == 0 ? "function takes at most {} keyword arguments ({} given)"
                                      : "function takes at most {} arguments ({} given)",
                      kNames.size(), arguments.values.size());
  }
  std::size_t left = arguments.keywords.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i == kPositional && positional > kPositional) {
      return type_error("function takes at most {} positional arguments ({} given)", kPositional,
                        positional);
    }
    const Value* value = i < positional ? &arguments.values[i] : named(arguments, kNames[i]);
    if (value != nullptr) {
      if (i >= positional) --left;
      HOLDFAST_CHECK(convert(i, *value, options));
    } else if (i < kRequired) {
      return type_error("function missing required argument '{}' (pos {})", kNames[i], i + 1);
    }
  }
  if (left == 0) return options;
  for (std::size_t i = 0; i < positional; ++i) {
    if (named(arguments, kNames[i]) == nullptr) continue;
    return type_error("argument for function given by name ('{}') and position ({})", kNames[i],
                      i + 1);
  }
  const auto known = [](std::string_view keyword) {
    return std::ranges::find(kNames, keyword) != kNames.end();
  };
  const auto unknown = std::ranges::find_if_not(arguments.keywords, known);
  return fail_about(*unknown, ExceptionType::TypeError,
                    "this function got an unexpected keyword argument '{*}'");
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// Arity, keywords and str parameters, with CPython's messages.
#include "impl/arguments.h"

#include <algorithm>

#include "impl/convert.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

const char* plural(std::size_t count) { return count == 1 ? "" : "s"; }

Failure no_keywords(const char* qualified) {
  return type_error("{}() takes no keyword arguments", qualified);
}

// The text of a keyword, which need not be terminated.
Failure keyword_error(const char* format, const char* function, std::string_view keyword,
                      std::size_t position = 0) {
  return fail_about(keyword, ExceptionType::TypeError, format, function, position);
}

Result<void> check_counts(const Arguments& arguments, const Signature& signature) {
  const std::size_t total = signature.parameters.size();
  const std::size_t positional = arguments.positional();
  if (arguments.values.size() > total) {
    return Failure(
        Error{ExceptionType::TypeError,
              Message(positional == 0 ? "{}() takes at most {} keyword argument{} ({} given)"
                                      : "{}() takes at most {} argument{} ({} given)",
                      signature.name, total, plural(total), arguments.values.size())});
  }
  if (positional < signature.positional_only && positional < signature.required) {
    const std::size_t least = std::min(signature.required, signature.positional_only);
    return type_error(least < total ? "{}() takes at least {} positional argument{} ({} given)"
                                    : "{}() takes exactly {} positional argument{} ({} given)",
                      signature.name, least, plural(least), positional);
  }
  return {};
}

Result<std::optional<std::string_view>> as_text(const Str& text) {
  HOLDFAST_TRY(const std::string_view view, as_c_string(text));
  return std::optional(view);
}

}  // namespace

namespace wrong_arguments {

Failure to_none(const Arguments& arguments, const char* qualified) {
  if (!arguments.keywords.empty()) return no_keywords(qualified);
  return type_error("{}() takes no arguments ({} given)", qualified, arguments.values.size());
}

Failure to_one(const Arguments& arguments, const char* qualified) {
  if (!arguments.keywords.empty()) return no_keywords(qualified);
  return type_error("{}() takes exactly one argument ({} given)", qualified,
                    arguments.values.size());
}

Failure to_positional(const Arguments& arguments, const char* qualified, const char* name,
                      std::size_t least, std::size_t most) {
  if (!arguments.keywords.empty()) return no_keywords(qualified);
  const std::size_t given = arguments.values.size();
  const std::size_t bound = given < least ? least : most;
  const char* format = least == most   ? "{} expected {} argument{}, got {}"
                       : given < least ? "{} expected at least {} argument{}, got {}"
                                       : "{} expected at most {} argument{}, got {}";
  return type_error(format, name, bound, plural(bound), given);
}

Failure to_operands(const Arguments& arguments, const char* name, std::size_t count) {
  if (!arguments.keywords.empty()) {
    return type_error("wrapper {}() takes no keyword arguments", name);
  }
  const std::size_t given = arguments.values.size();
  if (count < 2) return type_error("expected {} argument{}, got {}", count, plural(count), given);
  return type_error("{} expected {} arguments, got {}", name, count, given);
}

}  // namespace wrong_arguments

Result<void> take_keywords(const Arguments& arguments, const Signature& signature,
                           std::span<const Value*> out) {
  HOLDFAST_CHECK(check_counts(arguments, signature));
  const std::size_t positional = arguments.positional();
  const auto named = arguments.values.subspan(positional);
  std::size_t used = 0;
  for (std::size_t i = 0; i < signature.parameters.size(); ++i) {
    out[i] = nullptr;
    if (i < positional) {
      out[i] = &arguments.values[i];
      continue;
    }
    if (i >= signature.positional_only) {
      const auto* found = std::ranges::find(arguments.keywords, signature.parameters[i]).base();
      if (found != arguments.keywords.data() + arguments.keywords.size()) {
        out[i] = &named[static_cast<std::size_t>(found - arguments.keywords.data())];
        ++used;
      }
    }
    if (out[i] == nullptr && i < signature.required) {
      return keyword_error("{}() missing required argument '{*}' (pos {})", signature.name,
                           signature.parameters[i], i + 1);
    }
  }
  if (used == arguments.keywords.size()) return {};
  for (std::size_t i = signature.positional_only; i < positional; ++i) {
    if (std::ranges::find(arguments.keywords, signature.parameters[i]) !=
        arguments.keywords.end()) {
      return keyword_error("argument for {}() given by name ('{*}') and position ({})",
                           signature.name, signature.parameters[i], i + 1);
    }
  }
  for (const std::string_view keyword : arguments.keywords) {
    const auto parameters = signature.parameters.subspan(signature.positional_only);
    if (std::ranges::find(parameters, keyword) == parameters.end()) {
      return keyword_error("{}() got an unexpected keyword argument '{*}'", signature.name,
                           keyword);
    }
  }
  return {};
}

Result<std::optional<std::string_view>> as_text_parameter(const Value* value, const char* function,
                                                          const char* parameter) {
  if (value == nullptr) return std::optional<std::string_view>();
  if (const Str* text = value->as<Str>()) return as_text(*text);
  return type_error("{}() argument '{}' must be str, not {}", function, parameter,
                    value->is_none() ? "None" : value->type_name());
}

Result<std::optional<std::string_view>> as_text_or_none(const Value* value, const char* function,
                                                        const char* parameter) {
  if (value == nullptr || value->is_none()) return std::optional<std::string_view>();
  if (const Str* text = value->as<Str>()) return as_text(*text);
  return type_error("{}() argument '{}' must be str or None, not {}", function, parameter,
                    value->type_name());
}

}  // namespace holdfast::impl

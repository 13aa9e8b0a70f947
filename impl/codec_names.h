// SPDX-License-Identifier: MIT
//
// Which names stand for which codec and error handler.
#pragma once

#include <cstdint>
#include <string_view>

#include "impl/error.h"

namespace holdfast::impl {

enum class Codec : std::uint8_t { utf8, ascii, latin1 };

// Finds a codec by any of its names, however spelt ("UTF 8", "iso8859-1", "646"). LookupError
// "unknown encoding: nope"; ones that are not text encodings have their own message, which names
// `instead`
// ("codecs.encode()").
Result<Codec> find_codec(std::string_view name, const char* instead);

// "utf-8", as messages name it.
const char* name(Codec codec);

enum class ErrorHandler : std::uint8_t {
  strict,
  ignore,
  replace,
  backslashreplace,
  namereplace,
  xmlcharrefreplace,
  surrogateescape,
  surrogatepass,
};

// LookupError "unknown error handler name 'nope'".
Result<ErrorHandler> find_handler(std::string_view name);

}  // namespace holdfast::impl

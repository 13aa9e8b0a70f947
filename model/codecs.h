// SPDX-License-Identifier: MIT
//
// Text to bytes and back, for the three codecs that bytearray programs use: utf-8, ascii and
// latin-1 under all their names, with Python's error handlers. Every other codec is unknown here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/call.h"

namespace holdfast::model {

// A str as it is worked on: one number for each character.
using Text = std::vector<std::uint32_t>;

Text characters(std::string_view utf8);
// Appends a character as UTF-8, lone surrogates like any other.
void put_utf8(std::vector<std::uint8_t>& bytes, std::uint32_t character);

// Checks the name of an encoding, error handler or order as an argument, if given: TypeError unless
// a str, UnicodeEncodeError for lone surrogates, ValueError for a NUL inside.
Result<> check_name(Call& call, std::size_t place);
// The checked argument, or "strict" when it was not given.
std::string_view errors_of(const Call& call, std::size_t place);

// LookupError for unknown codecs; for unknown error handlers only when there is an error.
Result<std::vector<std::uint8_t>> encode(Call& call, Value text, std::string_view encoding,
                                         std::string_view errors);
// The other way round, but nothing at all is looked up for no bytes.
Result<Text> decode(ByteSpan bytes, std::string_view encoding, std::string_view errors);

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
//
// The text encodings that the buffer types speak: utf-8, ascii and latin-1 under all the names
// CPython knows them by, with the error handlers that CPython registers. Any other encoding is
// unknown here.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "impl/error.h"
#include "impl/memory.h"
#include "impl/object.h"

namespace holdfast::impl {

class Str;

// str.encode(encoding, errors): the bytes. LookupError "unknown encoding: nope" or "unknown error
// handler name 'nope'" (only when the handler is needed), UnicodeEncodeError.
Result<Block> encode(const Str& text, std::string_view encoding,
                     std::optional<std::string_view> errors);

// bytes.decode(encoding, errors): the text. LookupError as above, UnicodeDecodeError, TypeError for
// handlers that only encode. No bytes are "" in any encoding, known or not.
Result<Ref<Str>> decode(std::span<const std::uint8_t> bytes, std::string_view encoding,
                        std::optional<std::string_view> errors);

// UnicodeEncodeError "'utf-8' codec can't encode character '\ud800' in position 0: surrogates not
// allowed" when `text` holds a lone surrogate.
Result<void> check_surrogates(std::string_view text);

}  // namespace holdfast::impl

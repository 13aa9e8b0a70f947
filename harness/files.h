// SPDX-License-Identifier: MIT
//
// Files, read whole and written whole: whoever writes one leaves either the old file or all of the
// new one, also when the disk is full or the process is killed.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/input_error.h"

namespace holdfast {

// The contents of a file, or why they cannot be had.
std::expected<std::string, InputError> read_file(const std::filesystem::path& path);

// Writes beside `path` and renames.
std::expected<void, InputError> write_file(const std::filesystem::path& path,
                                           std::string_view contents);

// Makes a folder and those above it.
std::expected<void, InputError> make_folder(const std::filesystem::path& path);

}  // namespace holdfast

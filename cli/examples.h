// SPDX-License-Identifier: MIT
//
// What the help of each subcommand ends with: how it is used.
#pragma once

#include <string_view>

namespace holdfast::cli {

// Lines with a command and what it is for, or nothing for a subcommand that explains itself.
std::string_view examples_of(std::string_view subcommand);

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// Colours for verdicts on a terminal: none in a pipe or a file, and none where NO_COLOR is set
// (no-color.org) or the terminal is a dumb one.
#pragma once

#include <string>
#include <string_view>

namespace holdfast::cli {

// The same text, with what agreed in green, what differed in red, and the step in question in bold,
// where standard output shows colours.
std::string coloured(std::string_view text);

}  // namespace holdfast::cli

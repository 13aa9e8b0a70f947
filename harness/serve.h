// SPDX-License-Identifier: MIT
//
// The adapter's side of the adapter protocol (adapters/PROTOCOL.md), for subjects of this process:
// a driver written by somebody else, in any language, can so ask the implementation or the model.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "harness/subject.h"
#include "harness/trace.h"

namespace holdfast {

// The first line, without its newline. Of `about`, `command` is left out.
std::string hello_line(const About& about);

// Answers one request: calls `write` with one line per program, in order, without its newline.
// What is wrong with a request or a program becomes a line with a `fault` that says where.
void answer_request(Subject& subject, std::string_view request,
                    const std::function<void(std::string_view)>& write);

}  // namespace holdfast

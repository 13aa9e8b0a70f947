// SPDX-License-Identifier: MIT
//
// The rules in CPython that decide: for each step kind the function in C, and the order in which it
// looks at things, in our own words. They are the pages of docs/rules, built in; a test of the
// documentation holds what they say against CPython. For reports, not for the path of a step.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/finding.h"
#include "harness/vocabulary.h"

namespace holdfast {

// A section of a page. `about` are step kinds; with `raises` a type ("bytearray") and exceptions;
// or the name of a check (finding.h).
struct Rule {
  std::vector<std::string_view> about;
  std::vector<std::string_view> raises;
  std::string_view place;  // "Objects/bytearrayobject.c: bytearray_append_impl"
  std::string_view text;   // some lines
};

// All there are, in the order of the pages.
std::span<const Rule> all_rules();

// Those that decide a finding about a step of this kind: that of the step kind; that of the
// exception which was expected or came, where its type has one; that of the check. Never empty.
std::vector<const Rule*> rules_for(const StepKind& kind, const Finding& finding);

// The same for people to read: each place, and below it the text, indented.
std::string rules_text(const std::vector<const Rule*>& rules);

}  // namespace holdfast

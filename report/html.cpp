// SPDX-License-Identifier: MIT
#include "report/formats.h"
#include "report/page.h"

namespace holdfast::report {
namespace {

// JSON inside a <script> element: whatever it holds, it must not end the element.
std::string inside_script(std::string json) {
  std::string out;
  out.reserve(json.size());
  for (const char letter : json) {
    if (letter == '<') {
      out += "\\u003c";
    } else {
      out += letter;
    }
  }
  return out;
}

}  // namespace

std::string to_html(const Results& results) {
  constexpr std::string_view kPlace = "@RESULTS@";
  std::string page(kPage);
  page.replace(page.find(kPlace), kPlace.size(), inside_script(to_json(results)));
  return page;
}

}  // namespace holdfast::report

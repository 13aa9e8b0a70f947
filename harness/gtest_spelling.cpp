// SPDX-License-Identifier: MIT
#include "harness/gtest_spelling.h"

#include "harness/json_spelling.h"
#include "harness/python_spelling.h"

namespace holdfast {
namespace {

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9');
}

// "bytearray-append-3b11636b" as "BytearrayAppend3b11636b".
std::string camel_case(std::string_view id) {
  std::string name;
  bool begins = true;
  for (const char letter : id) {
    if (is_letter_or_digit(letter)) {
      name += begins && letter >= 'a' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    begins = !is_letter_or_digit(letter);
  }
  return name;
}

constexpr std::string_view kHead = R"(// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

)";

constexpr std::string_view kTail = R"(  ASSERT_TRUE(program) << program.error().message;
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  Subject* const subjects[] = {model.get(), implementation.get()};
  const Verdict verdict = Lockstep(subjects, {.twice = true}).run(*program);
  EXPECT_FALSE(verdict.finding) << verdict.finding->summary();
}

}  // namespace
}  // namespace holdfast
)";

}  // namespace

std::string to_gtest(const Program& program) {
  const std::string id = program_id(program);
  std::string text(kHead);
  const std::string listed = listing(program);
  for (std::string_view lines = listed; !lines.empty();) {
    const std::size_t end = lines.find('\n') + 1;
    text.append("//").append(lines.substr(0, end));
    lines.remove_prefix(end);
  }
  text += "TEST(Regression, " + camel_case(id) + ") {\n";
  text += "  const auto program = parse_program(R\"json(" + to_json(program, id);
  while (text.ends_with('\n')) text.pop_back();
  text += ")json\");\n";
  text += kTail;
  return text;
}

}  // namespace holdfast

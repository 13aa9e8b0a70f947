// SPDX-License-Identifier: MIT
//
// Fuzz target: the adapter protocol, both sides of it. What is malformed is refused with a reason
// or answered by a fault; what we answer to a request can be read by our own runner.
//
// Input, a line each: a request; a hello; an answer to the first program of the request; a journal.
// Any of them may be missing.
#include <algorithm>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "fuzz/parser_target.h"
#include "harness/adapter_messages.h"
#include "harness/json_programs.h"
#include "harness/serve.h"
#include "subjects/registry.h"

namespace {

using namespace holdfast;
using fuzz::require;

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// The programs of a request that can be read.
std::vector<Program> programs_of(std::string_view request) {
  std::vector<Program> programs;
  const auto json = parse_json(request, "request");
  const Json* list = json ? member(*json, "run") : nullptr;
  if (list == nullptr || !list->is_array()) return programs;
  for (const Json& item : *list) {
    JsonReader reader("request");
    Program program;
    std::string id;
    std::string why;
    const Place root;
    if (read_program(reader, item, root, program, id, why)) programs.push_back(std::move(program));
  }
  return programs;
}

// What the runner makes of one line, were it the answer to `program`.
bool is_answer(std::string_view line, const Program& program) {
  const auto json = parse_json(line, "answer");
  if (!json || !json->is_object()) return false;
  const auto answer = read_answer(*json, program, program.steps.size(), "the answer");
  if (!answer) require(!answer.error().message.empty(), "an answer is refused with a reason");
  return answer && answer->fault.empty();
}

void run(std::string_view text) {
  static const auto subject = make_subject("impl");
  const std::string_view request = next_line(text);
  const auto programs = programs_of(request);
  std::size_t answered = 0;
  answer_request(*subject, request, [&](std::string_view line) {
    const auto json = parse_json(line, "our answer");
    require(json && json->is_object(), "what we say is a JSON object");
    if (member(*json, "fault") != nullptr) return;
    require(answered < programs.size() && is_answer(line, programs[answered]),
            "our answer to a program can be read");
    ++answered;
  });
  require(answered == programs.size(), "each program that can be read is answered");

  const auto hello = parse_json(next_line(text), "hello");
  if (hello && hello->is_object()) {
    const auto read = read_hello(*hello, "the hello");
    if (!read) require(!read.error().message.empty(), "a hello is refused with a reason");
  }
  is_answer(next_line(text), programs.empty() ? Program{} : programs.front());
  std::size_t program = 0;
  std::size_t step = 0;
  if (parse_journal(text, program, step)) {
    std::size_t same_program = 0;
    std::size_t same_step = 0;
    const std::string journal = std::to_string(program) + " " + std::to_string(step);
    require(parse_journal(journal, same_program, same_step) && same_program == program &&
                same_step == step,
            "a journal is read as it was written");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  run(fuzz::text_of({data, size}));
  return 0;
}

// SPDX-License-Identifier: MIT
#include "harness/adapter_messages.h"

#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/json_spelling.h"
#include "harness/trace_json.h"

namespace holdfast {

std::expected<AdapterHello, InputError> read_hello(const Json& json, std::string_view source) {
  JsonReader reader(source);
  const Place root;
  AdapterHello hello;
  if (!reader.integer(json, root, "holdfast", hello.protocol) ||
      !read_about(reader, json, root, hello.about)) {
    return std::unexpected(reader.error());
  }
  if (const Json* list = member(json, "abilities"); list != nullptr && list->is_array()) {
    for (const Json& ability : *list) {
      if (ability.is_string()) hello.abilities.push_back(ability.get<std::string>());
    }
  }
  return hello;
}

std::expected<AdapterAnswer, InputError> read_answer(const Json& json, const Program& program,
                                                     std::size_t steps, std::string_view source) {
  const Place root;
  JsonReader reader(source);
  AdapterAnswer answer;
  RecordedProgram& recorded = answer.recorded;
  recorded.id = program_id(program);
  reader.enter_program(recorded.id);
  if (!reader.text(json, root, "fault", answer.fault)) return std::unexpected(reader.error());
  if (!answer.fault.empty()) return answer;
  const Json* answers = member(json, "steps");
  const Place place = root["steps"];
  if (answers == nullptr || !answers->is_array()) {
    reader.fail(place, "must be a list of outcomes");
    return std::unexpected(reader.error());
  }
  if (!read_recorded_steps(reader, *answers, place, recorded)) {
    return std::unexpected(reader.error());
  }
  const bool ended =
      !recorded.steps.empty() && recorded.steps.back().outcome.type == Outcome::Type::exhausted;
  if (recorded.steps.size() != steps && !(ended && recorded.steps.size() < steps)) {
    reader.fail(place, "answers " + std::to_string(recorded.steps.size()) + " of " +
                           std::to_string(steps) + " steps");
    return std::unexpected(reader.error());
  }
  recorded.program = program;
  return answer;
}

bool parse_journal(std::string_view text, std::size_t& program, std::size_t& step) {
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, program);
  if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ' ') return false;
  const auto second = std::from_chars(first.ptr + 1, end, step);
  return second.ec == std::errc{} && second.ptr == end;
}

}  // namespace holdfast

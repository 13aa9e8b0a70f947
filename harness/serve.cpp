// SPDX-License-Identifier: MIT
#include "harness/serve.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "harness/json_programs.h"
#include "harness/json_spelling.h"
#include "harness/record.h"
#include "harness/trace_json.h"

namespace holdfast {
namespace {

// Subjects of this process know every step kind and every value.
constexpr std::string_view kAbilities =
    R"(["index-hook", "buffer-hook", "eq-hook", "repr-hook", "hint-hook", "len-hook", )"
    R"("hash-hook", "allocated", "exporter", "BytesIO", "bytearray", "bytes", "file", "gc", )"
    R"("memoryview", "mmap", "struct", "weakref"])";

// A request that is no JSON is quoted in what is wrong with it, and may hold any bytes.
std::string readable(std::string text) {
  std::ranges::replace_if(text, [](unsigned char letter) { return letter >= 0x80; }, '?');
  return text;
}

std::string fault_line(std::string_view id, const InputError& error) {
  std::string line = "{";
  if (!id.empty()) {
    line += "\"id\": ";
    write_text(line, id);
    line += ", ";
  }
  line += "\"fault\": ";
  write_text(line, readable(error.message));
  return line + "}";
}

std::string answer_line(std::string_view id, const RecordedProgram& recorded) {
  std::string line = "{\"id\": ";
  write_text(line, id);
  line += ", \"steps\": [";
  for (const RecordedStep& step : recorded.steps) {
    line += &step == recorded.steps.data() ? "{" : ", {";
    write_recorded_step(line, recorded, step);
    line += '}';
  }
  return line + "]}";
}

}  // namespace

std::string hello_line(const About& about) {
  std::string line = "{\"holdfast\": 1, \"implementation\": ";
  write_text(line, about.implementation);
  line += ", \"version\": ";
  write_text(line, about.version);
  line += ", \"platform\": ";
  write_text(line, about.platform);
  line += ", \"byteorder\": ";
  write_text(line, about.byteorder);
  line.append(", \"pointer_bits\": ").append(std::to_string(about.pointer_bits));
  line.append(", \"abilities\": ").append(kAbilities);
  return line + "}";
}

void answer_request(Subject& subject, std::string_view request,
                    const std::function<void(std::string_view)>& write) {
  const auto json = parse_json(request, "the request");
  if (!json) return write(fault_line({}, json.error()));
  const Json* programs = member(*json, "run");
  if (programs == nullptr || !programs->is_array()) {
    return write(fault_line({}, {"the request is no object with a list called 'run'"}));
  }
  const Place root;
  const Place list = root["run"];
  for (std::size_t i = 0; i < programs->size(); ++i) {
    JsonReader reader("the request");
    Program program;
    std::string id;
    std::string why;
    if (read_program(reader, (*programs)[i], list[i], program, id, why)) {
      write(answer_line(id, record(subject, program)));
    } else {
      write(fault_line(id, reader.error()));
    }
  }
}

}  // namespace holdfast

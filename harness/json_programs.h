// SPDX-License-Identifier: MIT
//
// Reading programs from JSON: the steps, and the arguments that run steps. Internal to the JSON
// spelling (see json_reader.h); trace files and adapters' answers are read on top of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/json_values.h"
#include "harness/program.h"

namespace holdfast {

class ProgramReader final : public ValueReader {
 public:
  ProgramReader(JsonReader& reader, Program& program)
      : ValueReader(reader, program.arena), program_(program) {}

  // Appends the steps of the list `json`, and checks that the program is well-formed. Keys that a
  // recorder adds are passed over.
  bool read_steps(const Json& json, const Place& place);

 private:
  bool read_step(const Json& json, const Place& place, std::size_t nesting, Step& step);
  bool read_self(const Json& json, const Place& place, Step& step);
  bool read_into(const Json& json, const Place& place, Step& step);
  bool read_arguments(const Json& json, const Place& place, Step& step);
  bool read_keywords(const Json& json, const Place& place, std::vector<Value>& arguments);
  bool read_block(const Json& json, const Place& place, std::string_view key, Value& block);
  bool read_answer(const Json& json, const Place& place, Value& answer, std::size_t depth);
  bool read_third(Hook hook, const Json& json, const Place& place, Value& value, std::size_t depth);
  bool read_custom(Hook hook, const Json& json, const Place& place, Value& value,
                   std::size_t depth);
  bool check_program(const Place& place);

  bool read_hostile(std::string_view key, const Json& json, const Place& place, Value& value,
                    std::size_t depth) override;
  bool read_item(const Json& json, const Place& place, Kind container, Value& value,
                 std::size_t depth) override;

  Program& program_;
  std::size_t nesting_ = 0;
};

// Reads "id", "why" and the steps of one program; an absent id is made up.
bool read_program(JsonReader& reader, const Json& json, const Place& place, Program& program,
                  std::string& id, std::string& why);

}  // namespace holdfast

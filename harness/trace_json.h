// SPDX-License-Identifier: MIT
//
// Recorded steps in JSON: outcomes, nested outcomes and states. Internal to the JSON spelling (see
// json_reader.h): trace files and adapters' answers share it.
#pragma once

#include <string>

#include "harness/json_reader.h"
#include "harness/trace.h"

namespace holdfast {

// What a step that is to be recorded says: nothing, or exactly one outcome.
bool has_outcome(const Json& step);

// Appends outcome, nested outcomes and states of the next step to `recorded`.
bool read_recorded_step(JsonReader& reader, const Json& json, const Place& place,
                        RecordedProgram& recorded);

// Reads the outcomes of all steps; they may end early after a crash only.
bool read_recorded_steps(JsonReader& reader, const Json& steps, const Place& place,
                         RecordedProgram& recorded);

// Reads implementation, version, platform ... of a trace's "recorded" or an adapter's hello.
bool read_about(JsonReader& reader, const Json& json, const Place& place, About& about);

// `"returns": 3` and the like, without braces.
void write_outcome(std::string& out, const Arena& arena, const Outcome& outcome);

// The same with nested outcomes and states: all that a recorder adds to a step.
void write_recorded_step(std::string& out, const RecordedProgram& recorded,
                         const RecordedStep& step);

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// Trace files: what is around the programs, and reading and writing all of it.
#include <nlohmann/json.hpp>

#include "harness/files.h"
#include "harness/json_programs.h"
#include "harness/trace.h"
#include "harness/trace_json.h"

namespace holdfast {
namespace {

bool read_program_of_trace(JsonReader& reader, const Json& json, const Place& place,
                           RecordedProgram& recorded) {
  const bool read =
      read_program(reader, json, place, recorded.program, recorded.id, recorded.why) &&
      read_recorded_steps(reader, json["steps"], place["steps"], recorded);
  reader.leave_program();
  return read;
}

bool read_header(JsonReader& reader, const Json& json, Trace& trace) {
  const Place root;
  std::string format;
  if (!reader.expect_object(json, root, "a trace") || !reader.text(json, root, "format", format)) {
    return false;
  }
  if (format != "holdfast-trace") {
    return reader.fail(root["format"], format.empty() ? "is missing: this is no trace"
                                                      : "'" + format + "' is not 'holdfast-trace'");
  }
  std::int64_t version = 0;
  if (!reader.integer(json, root, "version", version)) return false;
  if (version != kTraceVersion) {
    return reader.fail(root["version"],
                       "this holdfast reads version " + std::to_string(kTraceVersion) +
                           "; this file has version " + std::to_string(version) +
                           (version > kTraceVersion ? ": a newer holdfast is needed" : ""));
  }
  if (!reader.only_keys(json, root,
                        {"format", "version", "suite", "programs_from", "recorded", "programs"}) ||
      !reader.text(json, root, "suite", trace.suite) ||
      !reader.text(json, root, "programs_from", trace.programs_from)) {
    return false;
  }
  const Json* recorded = member(json, "recorded");
  return recorded == nullptr || read_about(reader, *recorded, root["recorded"], trace.recorded);
}

}  // namespace

std::expected<Trace, InputError> parse_trace(std::string_view json, std::string_view file) {
  const auto document = parse_json(json, file);
  if (!document) return std::unexpected(document.error());
  JsonReader reader(file);
  Trace trace;
  if (!read_header(reader, *document, trace)) return std::unexpected(reader.error());
  const Place root;
  const Place place = root["programs"];
  const Json* programs = member(*document, "programs");
  if (programs == nullptr || !programs->is_array()) {
    reader.fail(place, programs == nullptr ? "is missing: a trace holds a list of programs"
                                           : "must be a list of programs");
    return std::unexpected(reader.error());
  }
  trace.programs.resize(programs->size());
  for (std::size_t i = 0; i < programs->size(); ++i) {
    if (!read_program_of_trace(reader, (*programs)[i], place[i], trace.programs[i])) {
      return std::unexpected(reader.error());
    }
  }
  return trace;
}

std::expected<Trace, InputError> load_trace(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return parse_trace(*text, path.string());
}

std::expected<void, InputError> write_trace(const std::filesystem::path& path, const Trace& trace) {
  return write_file(path, to_json(trace));
}

}  // namespace holdfast

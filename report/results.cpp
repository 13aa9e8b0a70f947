// SPDX-License-Identifier: MIT
#include "report/results.h"

#include <nlohmann/json.hpp>

#include "harness/files.h"

namespace holdfast::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "holdfast-results";

Json json_of(const Difference& one) {
  Json json = {
      {"program", one.program}, {"file", one.file}, {"step", one.step},         {"op", one.op},
      {"check", one.check},     {"what", one.what}, {"expected", one.expected}, {"got", one.got}};
  if (!one.reason.empty()) json["reason"] = one.reason;
  if (!one.link.empty()) json["link"] = one.link;
  return json;
}

Difference difference_of(const Json& json) {
  return {.program = json.at("program"),
          .file = json.at("file"),
          .step = json.at("step"),
          .op = json.at("op"),
          .check = json.at("check"),
          .what = json.at("what"),
          .expected = json.at("expected"),
          .got = json.at("got"),
          .reason = json.value("reason", ""),
          .link = json.value("link", "")};
}

Json json_of(const SubjectResult& subject) {
  Json kinds = Json::array();
  for (const KindResult& kind : subject.kinds) {
    kinds.push_back({{"op", kind.op},
                     {"agreed", kind.agreed},
                     {"differed", kind.differed},
                     {"known", kind.known}});
  }
  Json differences = Json::array();
  for (const Difference& one : subject.differences) differences.push_back(json_of(one));
  return {{"implementation", subject.implementation},
          {"version", subject.version},
          {"programs", subject.programs},
          {"differed", subject.differed},
          {"known", subject.known},
          {"steps", subject.steps},
          {"seconds", subject.seconds},
          {"not_asked", subject.not_asked},
          {"reasons", subject.reasons},
          {"kinds", kinds},
          {"differences", differences}};
}

SubjectResult subject_of(const Json& json) {
  SubjectResult subject{.implementation = json.at("implementation"),
                        .version = json.at("version"),
                        .programs = json.at("programs"),
                        .differed = json.at("differed"),
                        .known = json.at("known"),
                        .steps = json.at("steps"),
                        .seconds = json.at("seconds"),
                        .not_asked = json.at("not_asked"),
                        .reasons = json.at("reasons"),
                        .kinds = {},
                        .differences = {}};
  for (const Json& kind : json.at("kinds")) {
    subject.kinds.push_back({.op = kind.at("op"),
                             .agreed = kind.at("agreed"),
                             .differed = kind.at("differed"),
                             .known = kind.at("known")});
  }
  for (const Json& one : json.at("differences")) {
    subject.differences.push_back(difference_of(one));
  }
  return subject;
}

Results results_of(const Json& json) {
  Results results{.command = json.at("command"),
                  .holdfast = json.at("holdfast"),
                  .reference = json.at("reference"),
                  .files = json.at("files"),
                  .kinds = json.at("kinds"),
                  .subjects = {},
                  .programs = {}};
  for (const Json& subject : json.at("subjects")) results.subjects.push_back(subject_of(subject));
  for (const auto& [id, text] : json.at("programs").items()) {
    results.programs[id] = {
        .why = text.at("why"), .listing = text.at("listing"), .python = text.at("python")};
  }
  return results;
}

}  // namespace

std::string SubjectResult::name() const {
  return version.empty() ? implementation : implementation + " " + version;
}

std::expected<Results, InputError> parse_results(std::string_view json, std::string_view file) {
  const auto wrong = [&](const std::string& what) {
    return std::unexpected(InputError{std::string(file) + ": " + what});
  };
  const Json document = Json::parse(json, nullptr, false);
  if (document.is_discarded()) return wrong("is no JSON");
  if (!document.is_object() || document.value("format", "") != kFormat) {
    return wrong("is no results file; `holdfast replay --results FILE` writes one");
  }
  if (document.value("version", 0) != kResultsVersion) {
    return wrong("has version " + document.value("version", Json()).dump() +
                 " of the format; this holdfast reads " + std::to_string(kResultsVersion));
  }
  try {
    return results_of(document);
  } catch (const Json::exception& error) {
    return wrong(std::string("does not hold to results.schema.json: ") + error.what());
  }
}

std::expected<Results, InputError> load_results(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return parse_results(*text, path.string());
}

std::string to_json(const Results& results) {
  Json subjects = Json::array();
  for (const SubjectResult& subject : results.subjects) subjects.push_back(json_of(subject));
  Json programs = Json::object();
  for (const auto& [id, text] : results.programs) {
    programs[id] = {{"why", text.why}, {"listing", text.listing}, {"python", text.python}};
  }
  const Json json = {{"format", kFormat},
                     {"version", kResultsVersion},
                     {"command", results.command},
                     {"holdfast", results.holdfast},
                     {"reference", results.reference},
                     {"files", results.files},
                     {"kinds", results.kinds},
                     {"subjects", subjects},
                     {"programs", programs}};
  // What interpreters say may be no UTF-8.
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::expected<Results, InputError> merged(std::vector<Results> runs) {
  Results all = std::move(runs.front());
  for (std::size_t i = 1; i < runs.size(); ++i) {
    Results& run = runs[i];
    if (run.reference != all.reference || run.kinds != all.kinds) {
      return std::unexpected(InputError{"`" + run.command + "` and `" + all.command +
                                        "` were held against other recordings or another "
                                        "vocabulary; run both again with one holdfast"});
    }
    all.command += "\n" + run.command;
    for (SubjectResult& subject : run.subjects) all.subjects.push_back(std::move(subject));
    all.programs.merge(run.programs);
  }
  return all;
}

}  // namespace holdfast::report

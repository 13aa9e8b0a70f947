// SPDX-License-Identifier: MIT
#include <nlohmann/json.hpp>

#include "report/formats.h"
#include "report/kinds.h"

namespace holdfast::report {
namespace {

using Json = nlohmann::ordered_json;

Json location(const Difference& one) {
  return {{"physicalLocation", {{"artifactLocation", {{"uri", one.file}}}}},
          {"logicalLocations", {{{"name", one.program}, {"kind", "member"}}}}};
}

Json result(const SubjectResult& subject, const Difference& one) {
  Json json = {{"ruleId", one.op},
               {"level", one.reason.empty() ? "error" : "note"},
               {"message", {{"text", subject.name() + ": " + describe(one)}}},
               {"locations", {location(one)}}};
  if (!one.reason.empty()) {
    json["suppressions"] = {{{"kind", "external"}, {"justification", one.reason}}};
  }
  return json;
}

}  // namespace

std::string to_sarif(const Results& results) {
  Json rules = Json::array();
  for (const std::string& kind : results.kinds) rules.push_back({{"id", kind}});
  Json found = Json::array();
  for (const SubjectResult& subject : results.subjects) {
    for (const Difference& one : subject.differences) found.push_back(result(subject, one));
  }
  const Json driver = {{"name", "holdfast"}, {"version", results.holdfast}, {"rules", rules}};
  const Json json = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                     {"version", "2.1.0"},
                     {"runs", {{{"tool", {{"driver", driver}}}, {"results", found}}}}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace holdfast::report

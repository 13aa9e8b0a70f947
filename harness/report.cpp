// SPDX-License-Identifier: MIT
#include "harness/report.h"

#include <algorithm>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/bytes_spelling.h"
#include "harness/files.h"
#include "harness/gtest_spelling.h"
#include "harness/json_spelling.h"
#include "harness/python_spelling.h"
#include "harness/rules.h"

namespace holdfast {

namespace {

using Json = nlohmann::ordered_json;

// A message may have lone surrogates, which are no UTF-8 and would make a file that nobody reads.
std::string readable(const std::string& text) {
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::vector<const Rule*> rules_of(const Failure& failure) {
  const auto& steps = failure.shrunk.steps;
  if (steps.empty()) return {};
  const std::size_t step = std::min(failure.finding.step, steps.size() - 1);
  return rules_for(kind_of(steps[step].op), failure.finding);
}

}  // namespace

std::string describe(const Failure& failure, const std::filesystem::path& folder,
                     const std::string& python) {
  const Finding& finding = failure.finding;
  const bool differs = !finding.reference.empty();
  std::string text = (differs ? "DIFFERENCE  " : "BROKEN  ") + finding.summary() + "\n\n";
  for (std::size_t i = 0; i < failure.shrunk.steps.size(); ++i) {
    std::string number = std::to_string(i);
    number.insert(0, number.size() < 4 ? 4 - number.size() : 0, ' ');
    text += number + "  " + step_to_python(failure.shrunk, failure.shrunk.steps[i]);
    text += i == finding.step ? "    # <-- here\n" : "\n";
  }
  text += "\n  expected  " + finding.expected;
  if (differs) text += "    (" + finding.reference + ")";
  text += "\n  got       " + finding.got + "    (" + finding.subject + ")\n";
  if (!finding.lock.empty()) text += "  locked by " + finding.lock + "\n";
  text += "\n";
  const std::string where = folder.string();
  text += "Run it again:\n";
  text += "  holdfast replay " + where + "/program.json\n";
  text += "  " + python + " " + where + "/reproduce.py\n";
  text += "  holdfast explain " + where + "/program.bin\n";
  text += "Saved in " + where + " (shrunk from " + std::to_string(failure.original.steps.size()) +
          " to " + std::to_string(failure.shrunk.steps.size()) + " steps in " +
          std::to_string(failure.shrink_executions) + " runs)\n";
  const auto rules = rules_of(failure);
  if (!rules.empty()) text += "\nThe rule in CPython 3.14:\n" + rules_text(rules);
  return readable(text);
}

std::expected<std::filesystem::path, InputError> save(const Failure& failure,
                                                      const RecordedProgram& expected,
                                                      const Provenance& provenance,
                                                      const std::filesystem::path& out) {
  const std::filesystem::path folder = out / program_id(failure.shrunk);
  const auto bytes = encode(failure.shrunk);
  const std::string summary = readable(failure.finding.summary());
  Json about = {{"finding", summary},
                {"command", readable(provenance.command)},
                {"seed", provenance.seed},
                {"program_number", failure.program_number},
                {"expected_by", provenance.reference},
                {"original_steps", failure.original.steps.size()},
                {"shrunk_steps", failure.shrunk.steps.size()},
                {"shrink_executions", failure.shrink_executions}};
  for (const Rule* rule : rules_of(failure)) {
    about["rules"].push_back({{"place", rule->place}, {"text", rule->text}});
  }
  // What was recorded of a subject of ours is no trace of an interpreter: `recorded` stays empty.
  Trace trace;
  trace.suite = summary;
  trace.recorded.implementation = provenance.reference;
  trace.recorded.command = provenance.command;
  trace.programs.push_back(expected);
  if (auto written = make_folder(folder); !written) return std::unexpected(written.error());
  const std::pair<std::string_view, std::string> files[] = {
      {"program.json", to_json(trace)},
      {"reproduce.py", to_python(expected)},
      {"test_case.cpp", to_gtest(failure.shrunk)},
      {"program.bin", std::string(bytes.begin(), bytes.end())},
      {"about.json", about.dump(2) + "\n"}};
  for (const auto& [name, contents] : files) {
    if (auto written = write_file(folder / name, contents); !written) {
      return std::unexpected(written.error());
    }
  }
  return folder;
}

std::expected<void, InputError> save_program(const Program& program,
                                             const std::filesystem::path& path) {
  const auto bytes = encode(program);
  if (path.has_parent_path()) {
    if (auto made = make_folder(path.parent_path()); !made) return made;
  }
  return write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace holdfast

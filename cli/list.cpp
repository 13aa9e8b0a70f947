// SPDX-License-Identifier: MIT
//
// holdfast subjects, holdfast list: what there is.
#include <cstdio>

#include "cli/commands.h"
#include "harness/rules.h"
#include "harness/vocabulary.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

void print_row(std::string_view name, std::string_view about) {
  std::printf("%-28.*s %.*s\n", static_cast<int>(name.size()), name.data(),
              static_cast<int>(about.size()), about.data());
}

void print_subjects() {
  for (const SubjectEntry& entry : kSubjects) print_row(entry.name, entry.about);
  print_row("\"COMMAND\"", "any program that speaks the adapter protocol (adapters/PROTOCOL.md)");
}

void print_steps() {
  for (const StepKind& kind : vocabulary()) {
    std::string arguments = std::to_string(kind.required);
    if (kind.accepted != kind.required) arguments += " to " + std::to_string(kind.accepted);
    print_row(kind.name, arguments + (arguments == "1" ? " argument" : " arguments"));
  }
}

void print_suites() {
  for (const props::Suite& suite : props::kSuites) print_row(suite.name, suite.about);
}

void print_rules() {
  for (const Rule& rule : all_rules()) {
    std::string heading;
    for (const std::string_view name : rule.about) {
      heading += (heading.empty() ? "" : ", ") + std::string(name);
    }
    for (const std::string_view name : rule.raises) heading += " raises " + std::string(name);
    std::printf("%s\n%s\n", heading.c_str(), rules_text({&rule}).c_str());
  }
}

}  // namespace

void add_subjects(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("subjects", "List what programs can be run on");
  command->callback([&status] {
    print_subjects();
    status = kAgreed;
  });
}

void add_list(CLI::App& app, int& status) {
  auto* command =
      app.add_subcommand("list", "List step kinds, the rules that decide them, suites or subjects");
  auto* what = command->add_option("what", "steps, rules, suites or subjects")
                   ->required()
                   ->check(CLI::IsMember({"steps", "rules", "suites", "subjects"}));
  command->callback([what, &status] {
    const auto chosen = what->as<std::string>();
    if (chosen == "steps") print_steps();
    if (chosen == "rules") print_rules();
    if (chosen == "suites") print_suites();
    if (chosen == "subjects") print_subjects();
    status = kAgreed;
  });
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// holdfast coverage: which cells of step kind x argument x class x state do recorded programs
// visit, and which could be visited and are not?
#include <cstdio>
#include <memory>
#include <vector>

#include "cli/commands.h"
#include "cli/programs.h"
#include "cli/progress.h"
#include "harness/cells.h"
#include "harness/files.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::vector<std::string> outs;
  std::string type;
  std::size_t show = 20;
};

// Prints at most so many cells, and how many there are.
void print_cells(const std::vector<Cell>& cells, std::size_t show, const std::string& what) {
  if (cells.empty()) return;
  std::printf("\n%s %s:\n", counted(cells.size(), "cell").c_str(), what.c_str());
  for (std::size_t i = 0; i < std::min(show, cells.size()); ++i) {
    std::printf("  %s\n", describe(cells[i]).c_str());
  }
  if (cells.size() > show) std::printf("  and %zu more (--show)\n", cells.size() - show);
}

int coverage(const Options& options) {
  const auto files = find_traces(options.paths);
  if (!files) return refuse(files.error().message);
  // The model says where a step depends on the machine, or CPython is unsafe.
  const auto guide = make_subject("model");
  CellTable table;
  Progress progress;
  for (const auto& file : *files) {
    auto trace = load_trace(file);
    if (!trace) return refuse(trace.error().message);
    for (const RecordedProgram& recorded : trace->programs) table.count(recorded, *guide);
    progress.show("counting " + file.string() + ": " + counted(table.steps(), "step"));
  }
  progress.clear();
  if (table.programs() == 0) return refuse("nobody has recorded any of these programs");
  for (const std::string& out : options.outs) {
    const bool is_json = out.ends_with(".json");
    const auto written = write_file(out, is_json ? table_json(table) : table_page(table));
    if (!written) return refuse(written.error().message);
  }
  std::printf("%s", options.type.empty() ? summary_text(table).c_str()
                                         : table_text(table, options.type).c_str());
  const auto empty = table.empty();
  const auto impossible = table.impossible();
  print_cells(empty, options.show, "can be reached and never are");
  print_cells(impossible, options.show, "cannot be reached, say the rules, and are");
  std::size_t reachable = 0;
  for_each_cell([&](const Cell& cell) {
    if (unreachable(cell) == nullptr) ++reachable;
  });
  std::printf("\ncounted %s, %s: %s of %s visited\n", counted(table.programs(), "program").c_str(),
              counted(table.steps(), "step").c_str(), grouped(reachable - empty.size()).c_str(),
              counted(reachable, "cell").c_str());
  return empty.empty() && impossible.empty() ? kAgreed : kDifferences;
}

}  // namespace

void add_coverage(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("coverage", "Count which arguments in which states programs visit");
  command->add_option("paths", options->paths, "Trace files, or folders of them")->required();
  command->add_option("--out", options->outs,
                      "Write the table here: JSON to *.json, a page to any other; may be repeated");
  command->add_option("--type", options->type, "Print the lines of one type, such as bytearray");
  command->add_option("--show", options->show, "How many empty cells to name")
      ->capture_default_str();
  command->callback([options, &status] { status = coverage(*options); });
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// holdfast report: makes a page of results, or what other tools read.
#include <array>
#include <cstdio>

#include "cli/commands.h"
#include "cli/progress.h"
#include "harness/files.h"
#include "report/formats.h"

namespace holdfast::cli {
namespace {

using Format = std::string (*)(const report::Results&);

struct Output {
  const char* option;
  const char* about;
  Format format;
  std::string path{};
};

struct Options {
  std::vector<std::string> files;
  std::array<Output, 4> outputs = {{
      {"--html", "Write one page that opens in any browser", report::to_html},
      {"--junit", "Write JUnit's XML, for CI servers", report::to_junit},
      {"--tap", "Write the Test Anything Protocol", report::to_tap},
      {"--sarif", "Write SARIF 2.1.0, for code scanning", report::to_sarif},
  }};
};

int report(const Options& options) {
  std::vector<report::Results> runs;
  for (const std::string& file : options.files) {
    auto results = report::load_results(file);
    if (!results) return refuse(results.error().message);
    runs.push_back(std::move(*results));
  }
  const auto all = report::merged(std::move(runs));
  if (!all) return refuse(all.error().message);
  std::size_t written = 0;
  for (const Output& output : options.outputs) {
    if (output.path.empty()) continue;
    if (auto done = write_file(output.path, output.format(*all)); !done) {
      return refuse(done.error().message);
    }
    std::printf("wrote %s\n", output.path.c_str());
    ++written;
  }
  if (written == 0) return refuse("nothing to write: give --html, --junit, --tap or --sarif");
  return kAgreed;
}

}  // namespace

void add_report(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("report", "Make a page of results, or JUnit, TAP, SARIF");
  command
      ->add_option("results", options->files,
                   "What `holdfast replay --results` wrote; several stand side by side")
      ->required();
  for (Output& output : options->outputs) {
    command->add_option(output.option, output.path, output.about);
  }
  command->callback([options, &status] { status = report(*options); });
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// holdfast replay: do subjects give what was recorded?
#include <chrono>
#include <cstdio>
#include <optional>
#include <span>
#include <sstream>

#include "cli/colour.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/jobs.h"
#include "cli/programs.h"
#include "cli/replay_run.h"
#include "harness/files.h"

namespace holdfast::cli {
namespace {

// Totals on their way from a process to the one that adds them up: the numbers, then a line for
// each ability that is lacking.
std::string to_text(const Totals& totals) {
  std::ostringstream text;
  text << totals.files << ' ' << totals.programs << ' ' << totals.steps << ' ' << totals.differences
       << ' ' << totals.other_pages << ' ' << totals.departed << ' ' << totals.known << '\n';
  for (const auto& [what, count] : totals.lacking) text << count << ' ' << what << '\n';
  return text.str();
}

Totals totals_from(const std::string& text) {
  Totals totals;
  std::istringstream in(text);
  in >> totals.files >> totals.programs >> totals.steps >> totals.differences >>
      totals.other_pages >> totals.departed >> totals.known;
  std::uint64_t count = 0;
  for (std::string what; in >> count && std::getline(in >> std::ws, what);) {
    totals.lacking[what] = count;
  }
  return totals;
}

// What a replay counts: for the terminal, and for the results file.
struct Counted {
  Totals totals;
  Score score;
  std::optional<InputError> fault;  // that ended it early: what was counted until then still counts
};

Counted nothing_counted(const ReplayOptions& options) {
  return {.totals = {}, .score = Score(command_line(), options.show), .fault = {}};
}

std::expected<Counted, InputError> replay_files(const ReplayOptions& options,
                                                std::span<const std::filesystem::path> files,
                                                KnownDifferences* known) {
  auto asked = ask(options);
  if (!asked) return std::unexpected(asked.error());
  Counted counted = nothing_counted(options);
  const bool scores = !options.results.empty();
  Replay replay(options, *asked, scores ? &counted.score : nullptr, known);
  for (const auto& file : files) {
    if (replay.done()) break;
    if (const auto done = replay.run(file); !done) {
      counted.fault = done.error();
      break;
    }
  }
  counted.totals = replay.totals();
  return counted;
}

// The same, each file in a process of its own.
std::expected<Counted, InputError> replay_in_jobs(const ReplayOptions& options,
                                                  std::span<const std::filesystem::path> files) {
  Counted all = nothing_counted(options);
  const auto run = [&](std::size_t index, std::string& report) -> int {
    const auto done = replay_files(options, files.subspan(index, 1), nullptr);
    if (!done) return refuse(done.error().message);
    if (done->fault) return refuse(done->fault->message);
    report = to_text(done->totals) + to_json(done->score.results());
    return kAgreed;
  };
  const auto finished = [&](std::size_t index, const JobResult& result) {
    std::fputs(coloured(result.printed).c_str(), stdout);
    if (result.status == kAgreed) {
      const auto part = report::parse_results(
          std::string_view(result.report).substr(result.report.find("\n{") + 1), "a process");
      all.totals.add(totals_from(result.report));
      if (part) return all.score.add(*part);
    }
    all.fault = InputError{"some files could not be replayed, see above"};
    std::fprintf(stderr, "holdfast: %s could not be replayed\n", files[index].c_str());
  };
  const auto done = run_jobs(files.size(), options.jobs, run, finished);
  if (!done) return std::unexpected(InputError{done.error()});
  return all;
}

// What was left out, and why.
void print_left_out(const Totals& totals) {
  if (totals.other_pages != 0) {
    std::printf("%s left out: recorded where pages have another size than here\n",
                counted(totals.other_pages, "program").c_str());
  }
  if (totals.departed != 0) {
    std::printf("%s ended where CPython is unsafe, see docs/exceptions.md\n",
                counted(totals.departed, "program").c_str());
  }
  for (const auto& [what, left_out] : totals.lacking) {
    std::printf("%s not asked: %s\n", counted(left_out, "program").c_str(), what.c_str());
  }
}

// Known differences that are none any more; writes the file again where --update asks for it.
std::expected<std::size_t, InputError> settle(const ReplayOptions& options,
                                              const KnownDifferences& known) {
  if (options.update) {
    if (auto written = known.write(options.known); !written) {
      return std::unexpected(written.error());
    }
    std::printf("wrote %s\n", options.known.c_str());
    return 0;
  }
  for (std::size_t i = 0; i < known.gone().size() && i < options.show; ++i) {
    std::printf("GONE  program %s agrees now, but %s lists it; --update takes it out\n",
                known.gone()[i].c_str(), options.known.c_str());
  }
  return known.gone().size();
}

std::string verdict(const Totals& totals, std::size_t gone, bool whole) {
  const std::uint64_t unknown = totals.differences - totals.known;
  std::string text;
  if (totals.differences == 0) text = "all agreed";
  if (unknown != 0) text = counted(unknown, "program") + " differed";
  if (totals.known != 0) {
    text += (text.empty() ? "" : ", ") + counted(totals.known, "program") + " as known";
  }
  if (gone != 0) text += ", " + counted(gone, "known difference") + " gone";
  if (!whole) text = (interrupted() ? "interrupted; " : "ended early; ") + text + " until then";
  return text;
}

int replay(const ReplayOptions& options) {
  heed_interrupts();
  const auto begin = std::chrono::steady_clock::now();
  const auto files = find_traces(options.paths);
  if (!files) return refuse(files.error().message);
  std::optional<KnownDifferences> known;
  if (!options.known.empty()) {
    auto loaded = KnownDifferences::load(options.known);
    if (!loaded) return refuse(loaded.error().message);
    known = std::move(*loaded);
  }
  const auto replayed = options.jobs > 1 ? replay_in_jobs(options, *files)
                                         : replay_files(options, *files, known ? &*known : nullptr);
  if (!replayed) return refuse(replayed.error().message);
  const Totals& totals = replayed->totals;
  const bool whole = !replayed->fault && !interrupted();
  if (totals.programs == 0 && replayed->fault) return refuse(replayed->fault->message);
  if (totals.programs == 0 && interrupted()) return kInterrupted;
  if (totals.programs == 0 && !options.since.empty()) {
    return refuse("no program has come since version " + options.since + " of the suite");
  }
  if (totals.programs == 0 && !totals.lacking.empty()) {
    print_left_out(totals);
    return refuse("every program needs an ability that nobody asked has");
  }
  if (totals.programs == 0) return refuse("no program is called like '" + options.filter + "'");
  print_left_out(totals);
  std::size_t gone = 0;
  // What was not asked has not gone away.
  if (known && whole) {
    const auto settled = settle(options, *known);
    if (!settled) return refuse(settled.error().message);
    gone = *settled;
  }
  if (!options.results.empty()) {
    const auto written = write_file(options.results, to_json(replayed->score.results()));
    if (!written) return refuse(written.error().message);
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  std::printf("\nreplayed %s from %s, %s in %.1f s%s\n",
              counted(totals.programs, "program").c_str(), counted(totals.files, "file").c_str(),
              counted(totals.steps, "step").c_str(), elapsed.count(),
              coloured(": " + verdict(totals, gone, whole)).c_str());
  if (replayed->fault) return refuse(replayed->fault->message);
  if (interrupted() && totals.differences == totals.known) return kInterrupted;
  const bool settled = options.update || (totals.differences == totals.known && gone == 0);
  return settled ? kAgreed : kDifferences;
}

}  // namespace

void add_replay(CLI::App& app, int& status) {
  auto options = std::make_shared<ReplayOptions>();
  auto* command = app.add_subcommand("replay", "Run recorded programs and compare every outcome");
  command->add_option("paths", options->paths, "Trace files, or folders of them")->required();
  command
      ->add_option("--subject", options->subjects,
                   "impl, model, or a command that speaks the adapter protocol; may be repeated")
      ->capture_default_str();
  command->add_option("--filter", options->filter, "Only programs whose id contains this text");
  auto* jobs = command
                   ->add_option("--jobs", options->jobs,
                                "How many files to replay at once, each in a process")
                   ->check(CLI::Range(1, 256))
                   ->capture_default_str();
  command->add_option("--since", options->since,
                      "Only programs that came, or were changed, after this version of the suite");
  command->add_flag("--first", options->first, "End with the first difference");
  command
      ->add_option("--show", options->show,
                   "How many differences to print in full, and to keep of each step kind")
      ->capture_default_str();
  auto* lenient = command->add_flag("--lenient", options->lenient, "Compare types and states only");
  command
      ->add_flag_function(
          "--strict", [](std::int64_t) {}, "Compare messages and allocated sizes too (the default)")
      ->excludes(lenient);
  command->add_option("--results", options->results,
                      "Write here what was counted, as JSON, for holdfast report");
  auto* known =
      command
          ->add_option("--known", options->known,
                       "Differences that are known, with their reasons (adapters/KNOWN.md)")
          ->excludes(jobs);
  command->add_flag("--update", options->update, "Write the known differences again, as they are")
      ->needs(known);
  command->callback([options, &status] { status = replay(*options); });
}

}  // namespace holdfast::cli

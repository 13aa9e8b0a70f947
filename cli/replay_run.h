// SPDX-License-Identifier: MIT
//
// One replay: recorded programs, file by file, given to subjects and compared with what was
// recorded. replay.cpp is the command around it.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/interrupt.h"
#include "cli/known.h"
#include "cli/progress.h"
#include "cli/score.h"
#include "harness/adapter_process.h"
#include "harness/lockstep.h"
#include "harness/trace_subject.h"

namespace holdfast::cli {

struct ReplayOptions {
  std::vector<std::string> paths;
  std::vector<std::string> subjects = {"impl", "model"};
  std::string filter;
  std::string since;
  bool lenient = false;
  bool first = false;
  std::size_t show = 3;
  std::size_t jobs = 1;
  std::string results;  // is written there
  std::string known;    // differences
  bool update = false;  // them
};

struct Totals {
  std::uint64_t files = 0;
  std::uint64_t programs = 0;
  std::uint64_t steps = 0;
  std::uint64_t differences = 0;
  std::uint64_t other_pages = 0;  // programs left out: this machine has pages of another size
  std::uint64_t departed = 0;     // programs that ended where a subject departs from CPython
  std::uint64_t known = 0;        // of the differences
  // Programs that a process was not asked, by the ability that it lacks.
  std::map<std::string, std::uint64_t, std::less<>> lacking;

  void add(const Totals& other) {
    files += other.files;
    programs += other.programs;
    steps += other.steps;
    differences += other.differences;
    other_pages += other.other_pages;
    departed += other.departed;
    known += other.known;
    for (const auto& [what, count] : other.lacking) lacking[what] += count;
  }
};

// The subjects a replay asks: those of this build answer step by step, processes program by
// program.
struct Asked {
  std::vector<std::unique_ptr<Subject>> local;
  std::vector<AdapterProcess> processes;
};

// Makes and starts the subjects that the options name.
std::expected<Asked, InputError> ask(const ReplayOptions& options);

class Replay {
 public:
  // All must outlive it. `score` and `known` may be null.
  Replay(const ReplayOptions& options, Asked& asked, Score* score, KnownDifferences* known)
      : options_(options), asked_(asked), score_(score), known_(known) {}

  // Replays one file, and says how it went.
  std::expected<void, InputError> run(const std::filesystem::path& path);

  [[nodiscard]] const Totals& totals() const { return totals_; }
  // Whether one difference is enough, and there is one; or whether somebody has interrupted.
  [[nodiscard]] bool done() const {
    return interrupted() || (options_.first && totals_.differences != 0);
  }

 private:
  [[nodiscard]] LockstepOptions lockstep_options() const {
    return {.messages = !options_.lenient, .allocated = !options_.lenient};
  }
  std::expected<void, InputError> keep_new_ones(const std::filesystem::path& path, Trace& trace);
  void leave_out_other_pages(Trace& trace);
  void ask_local(TraceSubject& reference, const std::vector<RecordedProgram>& programs);
  // The subjects of this build, in one lockstep with the recording.
  void ask_together(std::span<const std::unique_ptr<Subject>> subjects, TraceSubject& reference,
                    const std::vector<RecordedProgram>& programs);
  // Ends the run of a program where the model knows that its recording is no guide.
  void respect_departures(const RecordedProgram& recorded, TraceSubject& reference,
                          Verdict& verdict);
  // Returns those that the process is able to run, in their order.
  std::expected<std::vector<const RecordedProgram*>, InputError> ask_process(
      AdapterProcess& process, TraceSubject& reference,
      const std::vector<RecordedProgram>& programs);
  bool is_able(const AdapterProcess& process, const RecordedProgram& recorded);
  void count(const About& subject, const RecordedProgram& recorded, const Verdict& verdict);
  // Why a program is known to differ as it does, or null.
  const std::string* look_up(const RecordedProgram& recorded, const Verdict& verdict);

  const ReplayOptions& options_;
  Asked& asked_;
  Score* score_;
  KnownDifferences* known_;
  std::unique_ptr<Subject> guide_;  // the model, once it is needed
  Totals totals_;
  std::size_t compared_ = 0;  // programs of the file at hand, if it ends early
  std::string file_;
  Progress progress_;
};

}  // namespace holdfast::cli

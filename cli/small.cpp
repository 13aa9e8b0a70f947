// SPDX-License-Identifier: MIT

#include "cli/small.h"

#include <chrono>
#include <cstdio>
#include <optional>

#include "cli/colour.h"
#include "cli/progress.h"
#include "cli/status.h"
#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "harness/record.h"
#include "harness/report.h"
#include "harness/small_scope.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

// Only the steps of a program, and what they need.
Program compact(const Program& program) {
  Program copy;
  for (const Step& step : program.steps) copy.add_copy(program, step);
  return copy;
}

int report(const Program& program, const Finding& finding, const std::string& out) {
  const auto guide = make_subject("model");
  Failure failure;
  failure.finding = finding;
  failure.original = failure.shrunk = compact(program);
  const Provenance provenance{.command = command_line(), .seed = 0, .reference = "model"};
  const auto folder = save(failure, record(*guide, failure.shrunk), provenance, out);
  if (!folder) return refuse(folder.error().message);
  std::printf("\n%s\n", coloured(describe(failure, *folder)).c_str());
  return kDifferences;
}

}  // namespace

int check_small(std::size_t letters, const std::string& out, bool (*interrupted)()) {
  using Clock = std::chrono::steady_clock;
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  Subject* const subjects[] = {model.get(), implementation.get()};
  int status = kAgreed;
  std::uint64_t programs = 0;
  std::uint64_t steps = 0;
  Progress progress;
  for (const std::string_view type : kSmallTypes) {
    const SmallScope scope(type);
    const std::uint64_t all = scope.count(letters);
    Lockstep lockstep(subjects);
    const auto begin = Clock::now();
    std::uint64_t done = 0;
    std::uint64_t here = 0;
    std::optional<Finding> finding;
    Program failing;
    scope.for_each(letters, [&](const Program& program) {
      Verdict verdict = lockstep.run(program);
      here += verdict.steps;
      if (++done % 4096 == 0) {
        progress.show(std::string(type) + ": " + grouped(done) + " of " + counted(all, "program"));
      }
      if (verdict.finding) {
        finding = std::move(verdict.finding);
        failing = program;
      }
      return !finding && !interrupted();
    });
    progress.clear();
    const std::chrono::duration<double> elapsed = Clock::now() - begin;
    std::printf("%-9s %-11s %zu starts, %zu letters: %s of up to %zu, run as %s, %s in %.1f s\n",
                finding       ? "DIFFERED"
                : done == all ? "agreed"
                              : "stopped",
                std::string(type).c_str(), scope.starts(), scope.letters(),
                counted(scope.count_up_to(letters), "program").c_str(), letters,
                grouped(done).c_str(), counted(here, "step").c_str(), elapsed.count());
    std::fflush(stdout);
    programs += done;
    steps += here;
    if (finding) {
      const int one = report(failing, *finding, out);
      if (one == kBadInput) return one;
      status = one;
    }
    if (interrupted()) break;
  }
  std::printf("checked %s, %s: %s\n", counted(programs, "program").c_str(),
              counted(steps, "step").c_str(),
              status == kAgreed ? "all agreed" : "there are differences");
  return status;
}

std::vector<RecordedProgram> small_programs(std::string_view type, std::size_t letters) {
  const auto guide = make_subject("model");
  std::vector<RecordedProgram> programs;
  Answer answer;
  SmallScope(type).for_each(letters, [&](const Program& program) {
    guide->start(program);
    bool whole = true;
    for (std::size_t i = 0; i < program.steps.size() && whole; ++i) {
      answer.clear();
      guide->execute(i, answer);
      whole = answer.outcome.type == Outcome::Type::value ||
              answer.outcome.type == Outcome::Type::open ||
              answer.outcome.type == Outcome::Type::raised;
      whole = whole && answer.departs.empty();
    }
    guide->finish();
    if (!whole) return true;
    RecordedProgram& next = programs.emplace_back();
    next.program = compact(program);
    next.id = program_id(next.program);
    return true;
  });
  return programs;
}

}  // namespace holdfast::cli

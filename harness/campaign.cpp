// SPDX-License-Identifier: MIT
#include "harness/campaign.h"

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "harness/python_spelling.h"
#include "harness/trace_subject.h"

namespace holdfast {
namespace {

// The time that a budget counts.
std::chrono::milliseconds now_by(const Budget& budget) {
  if (!budget.processor) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
  }
  std::timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec));
}

// The subjects of a lockstep, led by what a live interpreter answered where there is one.
class Runner {
 public:
  Runner(std::span<Subject* const> subjects, const CampaignOptions& options)
      : live_(options.live),
        is_judged_(options.live != nullptr && options.live_is_judged),
        starts_(options.starts),
        ignored_(options.ignored),
        trace_(live_ != nullptr ? live_->about() : About{}, TraceSubject::From::process),
        all_(with_trace(subjects, options.live_is_judged)),
        lockstep_(all_, options.lockstep) {}

  // Runs programs; stops at the first finding and says which program it was.
  struct Result {
    std::optional<Finding> finding;
    std::size_t place = 0;
    std::uint64_t programs = 0;
    std::uint64_t steps = 0;
    std::vector<RecordedProgram> recorded;
  };

  std::expected<Result, InputError> run(std::span<const Program> programs) {
    Result result;
    if (live_ != nullptr) {
      auto recorded = live_->run(programs);
      if (!recorded) return std::unexpected(recorded.error());
      result.recorded = std::move(*recorded);
    }
    for (std::size_t i = 0; i < programs.size(); ++i) {
      if (live_ != nullptr) trace_.select(result.recorded[i]);
      if (starts_) starts_(programs[i]);
      Verdict verdict = lockstep_.run(live_ != nullptr ? result.recorded[i].program : programs[i]);
      ++result.programs;
      result.steps += verdict.steps;
      auto finding = std::move(verdict.finding);
      if (finding && is_ignored(programs[i], *finding)) {
        finding = is_judged_ ? crash_behind(*finding, result.recorded[i]) : std::nullopt;
        if (finding && is_ignored(programs[i], *finding)) finding.reset();
      }
      if (!finding) continue;
      result.finding = std::move(finding);
      result.place = i;
      break;
    }
    return result;
  }

  [[nodiscard]] const Coverage& coverage() const { return lockstep_.coverage(); }

 private:
  std::vector<Subject*> with_trace(std::span<Subject* const> subjects, bool last) {
    std::vector<Subject*> all(subjects.begin(), subjects.end());
    if (live_ != nullptr) all.insert(last ? all.end() : all.begin(), &trace_);
    return all;
  }

  [[nodiscard]] bool is_ignored(const Program& program, const Finding& finding) const {
    return ignored_ && ignored_(program, finding);
  }

  // A lockstep ends with the first difference. The interpreter did not, and may have died later:
  // then what it should have done there is what the first subject does when it is alone.
  std::optional<Finding> crash_behind(const Finding& difference, const RecordedProgram& recorded) {
    if (recorded.steps.size() <= difference.step + 1) return std::nullopt;
    const Outcome& last = recorded.steps.back().outcome;
    if (last.type != Outcome::Type::crashed) return std::nullopt;
    const std::size_t index = recorded.steps.size() - 1;
    Subject& reference = *all_.front();
    Answer answer;
    reference.start(recorded.program);
    for (std::size_t i = 0; i <= index && !ends_program(answer); ++i) {
      answer.clear();
      reference.execute(i, answer);
    }
    reference.finish();
    if (ends_program(answer)) return std::nullopt;
    Finding finding = difference;
    finding.check = Check::outcome;
    finding.step = index;
    finding.what = step_to_python(recorded.program, recorded.program.steps[index]);
    finding.expected = outcome_to_python(answer.arena, answer.outcome);
    finding.got = outcome_to_python(recorded.answers, last);
    finding.lock = {};
    return finding;
  }

  AdapterProcess* live_;
  bool is_judged_;
  std::function<void(const Program&)> starts_;
  std::function<bool(const Program&, const Finding&)> ignored_;
  TraceSubject trace_;
  std::vector<Subject*> all_;
  Lockstep lockstep_;
};

bool is_crash(const Finding& finding) { return finding.got.starts_with("crashed"); }

// Shrinks to the same failure: the same check broken by the same subject. A crash stays one.
std::expected<Failure, InputError> shrink_failure(Runner& runner, const Program& program,
                                                  const Finding& finding,
                                                  const CampaignOptions& options,
                                                  CampaignProgress progress) {
  progress.shrinking = true;
  std::optional<InputError> fault;
  bool stopped = false;  // what is smallest by then will do
  const auto rerun = [&](const Program& candidate) -> std::optional<Runner::Result> {
    if (fault || candidate.steps.empty()) return std::nullopt;
    if (options.live != nullptr && !options.live->lacks(candidate).empty()) return std::nullopt;
    auto result = runner.run({&candidate, 1});
    if (!result) {
      fault = result.error();
      return std::nullopt;
    }
    return std::move(*result);
  };
  const auto still_fails = [&](const Program& candidate) {
    // An interpreter that dies each time takes its time to be started again.
    stopped = stopped || (options.progress && !options.progress(progress));
    if (stopped) return false;
    const auto result = rerun(candidate);
    return result && result->finding && result->finding->check == finding.check &&
           result->finding->subject == finding.subject &&
           is_crash(*result->finding) == is_crash(finding);
  };
  Shrunk shrunk = shrink(program, still_fails,
                         {.max_executions = options.shrink_executions,
                          .progress = [&](const Program& best, std::size_t) {
                            progress.best_length = best.steps.size();
                            if (options.progress) options.progress(progress);
                          }});
  auto last = rerun(shrunk.program);
  if (fault) return std::unexpected(*fault);
  Failure failure;
  failure.finding = last && last->finding ? *last->finding : finding;
  failure.original = program;
  failure.shrunk = std::move(shrunk.program);
  failure.shrink_executions = shrunk.executions;
  if (last && !last->recorded.empty()) failure.recorded = std::move(last->recorded.front());
  return failure;
}

}  // namespace

std::expected<CampaignResult, InputError> run_campaign(std::span<Subject* const> subjects,
                                                       Subject& guide,
                                                       const CampaignOptions& options) {
  Runner runner(subjects, options);
  Generator generator(guide, options.generator);
  Random random(options.seed);
  const auto begin = now_by(options.budget);
  CampaignProgress progress;
  CampaignResult result;
  std::vector<Program> batch;
  auto next_report = begin;
  while (true) {
    const auto now = now_by(options.budget);
    progress.elapsed = now - begin;
    if (progress.elapsed >= options.budget.time || result.programs >= options.budget.programs) {
      break;
    }
    if (options.progress && now >= next_report) {
      if (!options.progress(progress)) break;
      next_report = now + std::chrono::milliseconds(100);
    }
    const std::uint64_t left = options.budget.programs - result.programs;
    batch.resize(std::min<std::uint64_t>(options.live != nullptr ? options.batch : 16, left));
    for (Program& program : batch) generator.generate(random, program);
    if (options.live != nullptr) {
      std::erase_if(batch, [&](const Program& one) {
        return one.steps.empty() || !options.live->lacks(one).empty();
      });
    }
    auto run = runner.run(batch);
    if (!run) return std::unexpected(run.error());
    if (run->finding) {
      const Program& failing = batch[run->place];
      if (options.found) options.found(failing, *run->finding);
      auto failure = shrink_failure(runner, failing, *run->finding, options, progress);
      if (!failure) return std::unexpected(failure.error());
      failure->program_number = result.programs + run->programs;
      result.failure = std::move(*failure);
    }
    result.programs += run->programs;
    result.steps += run->steps;
    progress.programs = result.programs;
    progress.steps = result.steps;
    if (result.failure) break;
  }
  result.elapsed = now_by(options.budget) - begin;
  result.coverage = runner.coverage();
  return result;
}

std::expected<Verdict, InputError> run_one(std::span<Subject* const> subjects,
                                           const LockstepOptions& options, AdapterProcess* live,
                                           const Program& program) {
  CampaignOptions campaign;
  campaign.lockstep = options;
  campaign.live = live;
  Runner runner(subjects, campaign);
  auto result = runner.run({&program, 1});
  if (!result) return std::unexpected(result.error());
  return Verdict{.finding = std::move(result->finding),
                 .steps = static_cast<std::size_t>(result->steps),
                 .exhausted = false,
                 .departed = false};
}

}  // namespace holdfast

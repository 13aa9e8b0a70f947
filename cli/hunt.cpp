// SPDX-License-Identifier: MIT
#include "cli/hunt.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>

#include "cli/colour.h"
#include "cli/interpreters.h"
#include "cli/known_kinds.h"
#include "cli/progress.h"
#include "cli/status.h"
#include "harness/campaign.h"
#include "harness/files.h"
#include "harness/python_spelling.h"
#include "harness/record.h"
#include "harness/report.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

// Suites take turns of so many seconds, so that what any of them finds shows early.
constexpr double kTurn = 5;
// What a process is asked to make a program small.
constexpr std::size_t kShrinkExecutions = 3000;
// And for how long: one that dies each time has to be started again each time.
constexpr std::chrono::seconds kShrinkTime{60};

bool is_exhausted(const std::string& outcome) {
  static const std::string exhausted =
      outcome_to_python(Arena(), {.type = Outcome::Type::exhausted, .value = {}, .message = {}});
  return outcome == exhausted;
}

// A difference that was met here first.
struct Fresh {
  std::string pattern;
  std::string folder;
  std::regex matches;
  std::uint64_t met = 0;
};

class Hunt {
 public:
  Hunt(const HuntOptions& options, AdapterProcess& live, KnownKinds known, Announce announce,
       std::function<bool()> interrupted)
      : options_(options),
        live_(live),
        known_(std::move(known)),
        announce_(std::move(announce)),
        interrupted_(std::move(interrupted)) {}

  int run() {
    std::printf("seed %llu\n", static_cast<unsigned long long>(options_.seed));
    const std::vector<const props::Suite*> suites = chosen();
    if (suites.empty()) return refuse("what is asked has none of the abilities of these suites");
    double left = options_.seconds;
    const double share = options_.seconds / static_cast<double>(suites.size());
    for (std::uint64_t turn = 0; left > 0 && !done(); ++turn) {
      const double seconds = std::min({left, kTurn, share});
      const auto spent = run_turn(*suites[turn % suites.size()], turn, seconds);
      if (!spent) return refuse(spent.error().message);
      left -= std::max(*spent, seconds);
    }
    return report();
  }

 private:
  [[nodiscard]] bool done() const { return interrupted_() || (options_.first && !fresh_.empty()); }

  // Whether the interpreter has what steps of this kind need.
  [[nodiscard]] bool is_able(const StepKind& kind) const {
    const std::string_view type = kind.name.substr(0, kind.name.find('.'));
    return (type == "iterator" || live_.has_ability(type)) &&
           (!kind.makes.contains(Class::weakref) || live_.has_ability("weakref"));
  }

  [[nodiscard]] GeneratorOptions generator_for(const props::Suite& suite) const {
    GeneratorOptions generator = props::generator_options(suite);
    if (options_.steps != 0) generator.steps = options_.steps;
    generator.unsafe = options_.unsafe;
    generator.hostile = generator.hostile && live_.has_ability("index-hook");
    if (generator.only.empty()) {
      for (std::size_t i = 0; i < vocabulary().size(); ++i) {
        generator.only.push_back(static_cast<Op>(i));
      }
    }
    std::erase_if(generator.only, [&](Op op) { return !is_able(kind_of(op)); });
    return generator;
  }

  // Without those that are about running out of memory, which no process can be told to.
  [[nodiscard]] std::vector<const props::Suite*> chosen() const {
    std::vector<const props::Suite*> suites;
    for (const props::Suite& suite : props::kSuites) {
      const bool wanted = options_.suites.empty() ||
                          std::ranges::count(options_.suites, std::string(suite.name)) != 0;
      if (wanted && !suite.faults && !generator_for(suite).only.empty()) suites.push_back(&suite);
    }
    return suites;
  }

  // One suite for some seconds; how many it took.
  std::expected<double, InputError> run_turn(const props::Suite& suite, std::uint64_t turn,
                                             double seconds) {
    CampaignOptions campaign;
    campaign.budget.processor = options_.processor;
    campaign.generator = generator_for(suite);
    campaign.lockstep = {
        .messages = options_.strict, .allocated = options_.strict, .invariants = false};
    campaign.live = &live_;
    campaign.live_is_judged = true;
    campaign.shrink_executions = kShrinkExecutions;
    campaign.starts = announce_;
    campaign.ignored = [&](const Program& program, const Finding& finding) {
      return is_known(program, finding);
    };
    std::chrono::steady_clock::time_point shrinks_until{};
    campaign.progress = [&](const CampaignProgress& progress) {
      const auto now = std::chrono::steady_clock::now();
      if (!progress.shrinking) shrinks_until = now + kShrinkTime;
      progress_.show(std::string(suite.name) + ": " +
                     (progress.shrinking ? "found one, shrinking: " +
                                               std::to_string(progress.best_length) + " steps"
                                         : counted(programs_ + progress.programs, "program") +
                                               ", " + counted(fresh_.size(), "new difference")));
      return !interrupted_() && (!progress.shrinking || now < shrinks_until);
    };
    const auto implementation = make_subject("impl");
    const auto guide = make_subject("model");
    Subject* const subjects[] = {implementation.get()};
    double spent = 0;
    // After a difference the turn goes on, with other programs.
    for (std::uint64_t part = 0; spent < seconds && !done(); ++part) {
      campaign.seed =
          (options_.seed + turn + (part << 32U)) ^ std::hash<std::string_view>{}(suite.name);
      campaign.budget.time =
          std::chrono::milliseconds(static_cast<std::int64_t>((seconds - spent) * 1000));
      auto result = run_campaign(subjects, *guide, campaign);
      progress_.clear();
      if (!result) return std::unexpected(result.error());
      programs_ += result->programs;
      steps_ += result->steps;
      spent += static_cast<double>(result->elapsed.count()) / 1000;
      if (!result->failure) break;
      if (auto told = tell(*result->failure); !told) return std::unexpected(told.error());
    }
    return spent;
  }

  bool is_known(const Program& program, const Finding& finding) {
    // Whoever runs out of the memory that a program may use has not answered.
    if (is_exhausted(finding.expected) || is_exhausted(finding.got)) return true;
    const std::string said = said_of(program, finding);
    if (known_.of(said) != nullptr) return true;
    for (Fresh& fresh : fresh_) {
      if (!std::regex_search(said, fresh.matches)) continue;
      ++fresh.met;
      return true;
    }
    return false;
  }

  std::expected<void, InputError> tell(const Failure& failure) {
    const auto implementation = make_subject("impl");
    const Provenance provenance{
        .command = command_line(), .seed = options_.seed, .reference = "impl"};
    const auto folder =
        save(failure, record(*implementation, failure.shrunk), provenance, options_.out);
    if (!folder) return std::unexpected(folder.error());
    const std::string python = options_.python.empty() ? "python3.14" : options_.python;
    std::printf("\n%s\n", coloured(describe(failure, *folder, python)).c_str());
    std::fflush(stdout);
    const std::string pattern = pattern_for(failure.shrunk, failure.finding);
    fresh_.push_back({pattern, folder->string(), std::regex(pattern), 1});
    return {};
  }

  int report() {
    for (const KnownKind& kind : known_.all()) {
      if (kind.met == 0) {
        std::printf("not met: %s (%s)\n", kind.reason.c_str(), kind.pattern.c_str());
      }
    }
    std::uint64_t met = 0;
    for (const KnownKind& kind : known_.all()) met += kind.met;
    for (const Fresh& fresh : fresh_) {
      std::printf("%s  %s  %s, %s\n", coloured("NEW").c_str(), fresh.pattern.c_str(),
                  counted(fresh.met, "time").c_str(), fresh.folder.c_str());
    }
    if (options_.update) {
      if (const auto written = update(); !written) return refuse(written.error().message);
    }
    const About& about = live_.about();
    std::printf("\nhunted %s, %s on %s %s: %s, %s met as known; started again %s\n",
                counted(programs_, "program").c_str(), counted(steps_, "step").c_str(),
                about.implementation.c_str(), about.version.c_str(),
                counted(fresh_.size(), "new difference").c_str(), counted(met, "one").c_str(),
                counted(live_.restarts(), "time").c_str());
    return fresh_.empty() || options_.update ? kAgreed : kDifferences;
  }

  std::expected<void, InputError> update() {
    auto text = read_file(options_.known);
    if (!text) return std::unexpected(text.error());
    for (const Fresh& fresh : fresh_) *text += fresh.pattern + " :: not explained yet\n";
    return write_file(options_.known, *text);
  }

  const HuntOptions& options_;
  AdapterProcess& live_;
  KnownKinds known_;
  Announce announce_;
  std::function<bool()> interrupted_;
  std::vector<Fresh> fresh_;
  Progress progress_;
  std::uint64_t programs_ = 0;
  std::uint64_t steps_ = 0;
};

}  // namespace

int hunt(const HuntOptions& options, const Announce& announce,
         const std::function<bool()>& interrupted) {
  auto known = options.known.empty() ? KnownKinds::parse("", "") : KnownKinds::load(options.known);
  if (!known) return refuse(known.error().message);
  auto live =
      options.subject.empty() ? start_python(options.python) : start_command(options.subject);
  if (!live) return refuse(live.error().message);
  return Hunt(options, *live, std::move(*known), announce, interrupted).run();
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// How well programs shrink. Each bug here is planted in a subject that otherwise does what the
// model does, and found by a campaign as users run it; the smallest program that shows it is known.
// Pinned is that program, and how many runs shrinking may take to get there, from any seed.
#include <algorithm>
#include <chrono>

#include <gtest/gtest.h>

#include "harness/campaign.h"
#include "harness/python_spelling.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast::props {
namespace {

// What a bug sees of the step that was just run.
struct Moment {
  const Program& program;
  std::size_t index;
  Subject& subject;
  Answer& answer;

  [[nodiscard]] const Step& step() const { return program.steps[index]; }
  [[nodiscard]] bool is(std::string_view name) const { return kind_of(step().op).name == name; }
  [[nodiscard]] std::span<const Value> arguments() const { return program.arguments(step()); }
  [[nodiscard]] bool raised(Exception exception) const {
    return answer.outcome.type == Outcome::Type::raised && answer.outcome.exception == exception;
  }
  void answer_with(Outcome outcome) const { answer.outcome = outcome; }
};

struct Plant {
  const char* name;
  const char* suite;
  void (*bug)(const Moment&);
  std::size_t steps;  // of the smallest program
  const char* last;   // the last of them: its arguments are as small as can be
  std::size_t runs;   // that shrinking may take
};

// How GoogleTest names a plant.
void PrintTo(const Plant& plant, std::ostream* out) { *out << plant.name; }

const Outcome kNone = Outcome::returned(Arena::none());
const Outcome kWrong = Outcome::raised(Exception::NotImplementedError);

const Plant kPlants[] = {
    {.name = "AnAppendThatIgnoresTheLock",
     .suite = "bytearray",
     .bug =
         [](const Moment& now) {
           if (now.is("bytearray.append") && now.raised(Exception::BufferError)) {
             now.answer_with(kNone);
           }
         },
     .steps = 3,
     .last = "b.append(0)",
     .runs = 150},
    {.name = "ATruncationThatIgnoresTheLock",
     .suite = "streams",
     .bug =
         [](const Moment& now) {
           if (now.is("BytesIO.truncate") && now.raised(Exception::BufferError)) {
             now.answer_with(kNone);
           }
         },
     .steps = 3,
     .last = "s.truncate()",
     .runs = 250},
    {.name = "AReleaseThatIsForgotten",
     .suite = "lock",
     .bug =
         [](const Moment& now) {
           if (!now.is("bytearray.clear")) return;
           now.subject.registers().for_each_of(Class::memoryview, [&](Register reg) {
             Observation seen;
             now.subject.observe(reg, seen);
             if (seen.closed) now.answer_with(Outcome::raised(Exception::BufferError));
           });
         },
     .steps = 4,
     .last = "b.clear()",
     .runs = 200},
    {.name = "ANeedleOfFiveBytes",
     .suite = "bytearray",
     .bug =
         [](const Moment& now) {
           if (!now.is("bytearray.find") || now.arguments().empty()) return;
           const Value needle = now.arguments().front();
           if (needle.kind == Kind::bytes && needle.size >= 5) now.answer_with(kWrong);
         },
     .steps = 2,
     .last = "b.find(b\"aaaaa\")",
     .runs = 100},
    {.name = "AnItemInTheMiddle",
     .suite = "bytearray",
     .bug =
         [](const Moment& now) {
           if (!now.is("bytearray.extend") || now.arguments().empty()) return;
           const Value items = now.arguments().front();
           if (items.kind != Kind::list) return;
           for (const Value item : now.program.arena.items(items)) {
             if (item.kind == Kind::integer && item.integer == 128) now.answer_with(kWrong);
           }
         },
     .steps = 2,
     .last = "b.extend([128])",
     .runs = 100},
};

class Planted final : public Subject {
 public:
  explicit Planted(const Plant& plant) : plant_(plant) {}
  [[nodiscard]] std::string_view name() const override { return "planted"; }
  [[nodiscard]] bool has_messages() const override { return false; }
  void start(const Program& program) override {
    program_ = &program;
    inner_->start(program);
  }
  void execute(std::size_t index, Answer& answer) override {
    inner_->execute(index, answer);
    if (answer.outcome.type == Outcome::Type::skipped) return;
    plant_.bug({.program = *program_, .index = index, .subject = *inner_, .answer = answer});
  }
  [[nodiscard]] const RegisterSet& registers() const override { return inner_->registers(); }
  void observe(Register reg, Observation& seen) override { inner_->observe(reg, seen); }
  Residue finish() override { return inner_->finish(); }

 private:
  const Plant& plant_;
  std::unique_ptr<Subject> inner_ = make_subject("model");
  const Program* program_ = nullptr;
};

std::string python(const Program& program) {
  std::string text;
  for (const Step& step : program.steps) text += step_to_python(program, step) + "\n";
  return text;
}

class ShrinkQuality : public testing::TestWithParam<Plant> {};

TEST_P(ShrinkQuality, ReachesTheSmallestProgramFromEverySeed) {
  const Plant& plant = GetParam();
  const auto suite = std::ranges::find(kSuites, std::string_view(plant.suite), &Suite::name);
  ASSERT_NE(suite, kSuites.end());
  std::size_t most = 0;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const auto model = make_subject("model");
    const auto guide = make_subject("model");
    Planted planted(plant);
    Subject* const subjects[] = {model.get(), &planted};
    CampaignOptions options;
    options.seed = seed;
    options.budget = {.time = std::chrono::minutes(10), .programs = 100'000};
    options.generator = generator_options(*suite);
    options.lockstep = lockstep_options(*suite);
    const auto result = run_campaign(subjects, *guide, options);
    ASSERT_TRUE(result && result->failure) << "seed " << seed << " does not find the bug";
    const Failure& failure = *result->failure;
    EXPECT_EQ(failure.shrunk.steps.size(), plant.steps)
        << "seed " << seed << ", from " << failure.original.steps.size() << " steps:\n"
        << python(failure.shrunk);
    EXPECT_EQ(step_to_python(failure.shrunk, failure.shrunk.steps.back()), plant.last)
        << python(failure.shrunk);
    EXPECT_LE(failure.shrink_executions, plant.runs) << "seed " << seed;
    most = std::max(most, failure.shrink_executions);
  }
  RecordProperty("runs", static_cast<int>(most));
  std::printf("%s: %zu runs at the most\n", plant.name, most);
}

INSTANTIATE_TEST_SUITE_P(Plants, ShrinkQuality, testing::ValuesIn(kPlants),
                         [](const auto& plant) { return std::string(plant.param.name); });

}  // namespace

}  // namespace holdfast::props

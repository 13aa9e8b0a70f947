// SPDX-License-Identifier: MIT
//
// A fuzz target that must always fail: in it a liar takes the place of the implementation and says
// of every step that it raised. When a run of it ends without a finding, what says that all the
// other targets found nothing is broken. It is no fuzz_ target, so nothing runs it by accident.
#include <array>
#include <memory>

#include "fuzz/target.h"
#include "harness/bytes_spelling.h"
#include "harness/lockstep.h"
#include "subjects/registry.h"

const std::string_view holdfast::fuzz::kSuite = "bytearray";

namespace holdfast::fuzz {
namespace {

class Liar final : public Subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "the liar"; }
  [[nodiscard]] bool has_messages() const override { return honest_->has_messages(); }
  void start(const Program& program) override { honest_->start(program); }
  void execute(std::size_t index, Answer& answer) override {
    honest_->execute(index, answer);
    answer.outcome = Outcome::raised(Exception::SystemError);
  }
  [[nodiscard]] const RegisterSet& registers() const override { return honest_->registers(); }
  void observe(Register reg, Observation& seen) override { honest_->observe(reg, seen); }
  Residue finish() override { return honest_->finish(); }

 private:
  std::unique_ptr<Subject> honest_ = make_subject("impl");
};

// An input without a step has nothing to lie about.
constexpr std::uint8_t kOneStep[] = {kBytesVersion, 0, 0, 0, 0};

void run(std::span<const std::uint8_t> input) {
  static const auto model = make_subject("model");
  static Liar liar;
  const std::array<Subject*, 2> subjects{model.get(), &liar};
  Lockstep lockstep(subjects);
  Program program;
  decode(input, program);
  if (program.steps.empty()) decode(kOneStep, program);
  const Verdict verdict = lockstep.run(program);
  if (verdict.finding) report(program, *verdict.finding);
}

}  // namespace
}  // namespace holdfast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holdfast::fuzz::run({data, size});
  return 0;
}

// SPDX-License-Identifier: MIT
//
// A campaign: random programs run in lockstep until the budget is spent or something is found,
// which is then shrunk. `holdfast check`, `holdfast diff` and the long-running gates are campaigns.
//
// With a live interpreter each batch of programs is first run there; what it answered then takes
// part in the lockstep as a recorded program.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>

#include "harness/adapter_process.h"
#include "harness/generate.h"
#include "harness/lockstep.h"
#include "harness/shrink.h"

namespace holdfast {

struct Budget {
  std::chrono::milliseconds time{10'000};
  bool processor = false;  // the time counts what the process computes, not what passes meanwhile
  std::uint64_t programs = ~std::uint64_t{0};
};

struct CampaignProgress {
  std::uint64_t programs = 0;
  std::uint64_t steps = 0;
  std::chrono::milliseconds elapsed{0};
  bool shrinking = false;
  std::size_t best_length = 0;  // while shrinking: the steps of the smallest failing program
};

struct CampaignOptions {
  std::uint64_t seed = 1;
  Budget budget;
  GeneratorOptions generator;
  LockstepOptions lockstep;
  AdapterProcess* live = nullptr;  // the reference, when there is one, unless
  bool live_is_judged = false;     // it is compared with the subjects, the first of which decides
  std::size_t batch = 256;         // programs sent to it at a time
  std::size_t shrink_executions = 20'000;
  // Called now and then (about every 100 ms); returning false ends the campaign early.
  std::function<bool(const CampaignProgress&)> progress;
  // Called with each program before it runs, for whoever wants to know what a crash is about.
  std::function<void(const Program&)> starts;
  // Findings that neither end the campaign nor are what a program is shrunk to. Where a judged
  // interpreter dies after one of them, that is the finding.
  std::function<bool(const Program&, const Finding&)> ignored;
  // Called with a failing program before shrinking starts, so that it survives whatever follows.
  std::function<void(const Program&, const Finding&)> found;
};

struct Failure {
  Finding finding;  // of the shrunk program
  Program original;
  Program shrunk;
  std::optional<RecordedProgram> recorded;  // of the shrunk program, by the live interpreter
  std::uint64_t program_number = 0;         // which program of the campaign it was
  std::size_t shrink_executions = 0;
};

struct CampaignResult {
  std::uint64_t programs = 0;
  std::uint64_t steps = 0;
  std::chrono::milliseconds elapsed{0};
  std::optional<Failure> failure;
  Coverage coverage;
};

// `subjects` take part in the lockstep (the first is the reference unless there is a live
// interpreter), `guide` drives the generator; none of them may be the same object. An error is a
// fault of the set-up or the adapter, never a difference.
std::expected<CampaignResult, InputError> run_campaign(std::span<Subject* const> subjects,
                                                       Subject& guide,
                                                       const CampaignOptions& options);

// Runs one program on the subjects, and the live interpreter where there is one.
std::expected<Verdict, InputError> run_one(std::span<Subject* const> subjects,
                                           const LockstepOptions& options, AdapterProcess* live,
                                           const Program& program);

}  // namespace holdfast

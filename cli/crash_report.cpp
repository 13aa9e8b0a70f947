// SPDX-License-Identifier: MIT
#include "cli/crash_report.h"

#include <cstdio>
#include <filesystem>

#include "cli/progress.h"
#include "cli/shrinker.h"
#include "harness/report.h"

namespace holdfast::cli {

int report_crash(const Program& program, const std::string& how, std::uint64_t seed,
                 const std::string& out) {
  const std::filesystem::path path = std::filesystem::path(out) / "crashed.bin";
  if (auto saved = save_program(program, path); !saved) return refuse(saved.error().message);
  std::fprintf(stderr, "found: a crash (%s)\nsaved as %s, shrinking\n", how.c_str(), path.c_str());
  Shrinker shrinker({.with = {}, .out = out, .seed = seed});
  const auto fate = shrinker.run_alone(program);
  if (!fate) return refuse(fate.error());
  if (!fate->is_well()) return shrinker.shrink(program, *fate);
  std::fprintf(stderr, "by itself the program does not crash: it stays as it is\n");
  return shrinker.report(program, program, how, 0);
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
#include "harness/machine.h"

#include <cstdlib>
#include <unistd.h>

namespace holdfast {
namespace {

// From here on a number is out of range whatever the size of a page.
constexpr std::int64_t kFar = std::int64_t{1} << 40U;

}  // namespace

std::int64_t page_bytes() {
  static const std::int64_t kBytes = ::sysconf(_SC_PAGESIZE);
  return kBytes;
}

bool depends_on_pages(const Program& program, std::int64_t page) {
  bool maps = false;
  bool is_long = false;
  const auto look = [&](std::span<const Step> steps) {
    for (const Step& step : steps) {
      maps = maps || kind_of(step.op).makes.contains(Class::mmap);
      for_each_value(program, program.arguments(step), [&](Value value) {
        const bool is_number = value.kind == Kind::integer && std::abs(value.integer) < kFar;
        const std::int64_t size = is_number                  ? std::abs(value.integer)
                                  : has_contents(value.kind) ? std::int64_t{value.size}
                                                             : 0;
        is_long = is_long || size >= page / 8;
      });
    }
  };
  look(program.steps);
  look(program.nested);
  return maps && is_long;
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// What of the implementation can be told to fail: its allocations (impl/memory.h) and the system
// calls of its mappings (impl/system_calls.h).
#pragma once

#include <cstdint>

#include "harness/fault_points.h"

namespace holdfast {

class ImplementationFaults final : public FaultPoints {
 public:
  // Uses the system calls that programs may make (files.h), counted; per thread.
  static void install();

  [[nodiscard]] std::uint64_t asked(Resource resource) const override;
  void fail(Resource resource, std::uint64_t nth) override;
};

}  // namespace holdfast

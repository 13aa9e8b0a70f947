// SPDX-License-Identifier: MIT
//
// What a subject can be told to run out of, so that every failure can be tried one by one: the
// first request of a step fails, then the second, until none is left to fail. See faults.h.
#pragma once

#include <cstdint>
#include <string_view>

namespace holdfast {

enum class Resource : std::uint8_t {
  memory,        // an allocation is refused: MemoryError
  system_calls,  // a system call of a mapping fails: OSError
};

// "allocation", "system call": what is asked for.
constexpr std::string_view noun(Resource resource) {
  return resource == Resource::memory ? "allocation" : "system call";
}

class FaultPoints {
 public:
  FaultPoints() = default;
  FaultPoints(const FaultPoints&) = delete;
  FaultPoints& operator=(const FaultPoints&) = delete;
  virtual ~FaultPoints() = default;

  // How often `resource` was asked for so far.
  [[nodiscard]] virtual std::uint64_t asked(Resource resource) const = 0;

  // The `nth` request from now on fails (1 is the next one), and no other; 0: none does.
  virtual void fail(Resource resource, std::uint64_t nth) = 0;
};

}  // namespace holdfast

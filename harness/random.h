// SPDX-License-Identifier: MIT
//
// Randomness for generators. Everything random in a run follows from one printed seed, on every
// platform: the engine is standard, and the distributions, which are not, are not used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace holdfast {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // A number from 0 to `bound` - 1; `bound` is at least 1. The bias of the remainder is below 2^-32
  // for all bounds in use.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }
  // A number from `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low) + 1));
  }
  // True `percent` times in a hundred.
  bool chance(std::size_t percent) { return below(100) < percent; }
  std::uint64_t bits() { return engine_(); }
  template <typename T, std::size_t N>
  T pick(std::span<const T, N> choices) {
    return choices[below(choices.size())];
  }
  template <typename Container>
  auto pick(const Container& choices) -> typename Container::value_type {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace holdfast

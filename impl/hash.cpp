// SPDX-License-Identifier: MIT
//
// SipHash with one round per block and three at the end.
#include "impl/hash.h"

#include <bit>
#include <cstddef>

namespace holdfast::impl {
namespace {

class SipHash {
 public:
  void add(std::uint64_t block) {
    v3_ ^= block;
    round();
    v0_ ^= block;
  }
  std::uint64_t finish() {
    v2_ ^= 0xffU;
    for (int i = 0; i < 3; ++i) round();
    return v0_ ^ v1_ ^ v2_ ^ v3_;
  }

 private:
  void round() {
    v0_ += v1_;
    v2_ += v3_;
    v1_ = std::rotl(v1_, 13) ^ v0_;
    v3_ = std::rotl(v3_, 16) ^ v2_;
    v0_ = std::rotl(v0_, 32);
    v2_ += v1_;
    v0_ += v3_;
    v1_ = std::rotl(v1_, 17) ^ v2_;
    v3_ = std::rotl(v3_, 21) ^ v0_;
    v2_ = std::rotl(v2_, 32);
  }

  std::uint64_t v0_ = 0x736f6d6570736575U;
  std::uint64_t v1_ = 0x646f72616e646f6dU;
  std::uint64_t v2_ = 0x6c7967656e657261U;
  std::uint64_t v3_ = 0x7465646279746573U;
};

}  // namespace

std::int64_t hash_bytes(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return 0;
  SipHash state;
  std::uint64_t block = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    block |= static_cast<std::uint64_t>(bytes[i]) << (8 * (i % 8));
    if (i % 8 != 7) continue;
    state.add(block);
    block = 0;
  }
  state.add(block | static_cast<std::uint64_t>(bytes.size()) << 56U);
  const auto hash = static_cast<std::int64_t>(state.finish());
  return hash == -1 ? -2 : hash;
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
#include "subjects/kept_memory.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <sys/mman.h>

#include "impl/sanitizer.h"
#include "impl/system_calls.h"

namespace holdfast {
namespace {

constexpr std::size_t kMostIdle = impl::kMemoryIsWatched ? 0 : 16;
constexpr std::size_t kMostPages = 16;  // of a mapping

std::size_t whole_pages(std::size_t size) {
  const std::size_t page = impl::page_size();
  return (size + page - 1) / page * page;
}

}  // namespace

KeptMemory& KeptMemory::of_this_thread() {
  static thread_local KeptMemory memory;
  return memory;
}

KeptMemory::~KeptMemory() {
  for (const Piece& piece : idle_) (void)::munmap(piece.memory, piece.size);
}

void* KeptMemory::take(std::size_t size, int prot, int flags) {
  if (size > kMostPages * impl::page_size()) return nullptr;
  const auto fits = [&](const Piece& piece) {
    return piece.size == whole_pages(size) && piece.prot == prot && piece.flags == flags;
  };
  const auto found = std::ranges::find_if(idle_, fits);
  if (found == idle_.end()) return nullptr;
  used_.push_back(*found);
  idle_.erase(found);
  // Nobody has written where nobody could.
  if ((prot & PROT_WRITE) != 0) std::memset(used_.back().memory, 0, used_.back().size);
  return used_.back().memory;
}

void KeptMemory::note(void* memory, std::size_t size, int prot, int flags) {
  if (size > kMostPages * impl::page_size()) return;
  used_.push_back({.memory = memory, .size = whole_pages(size), .prot = prot, .flags = flags});
}

void KeptMemory::forget(const void* memory) {
  std::erase_if(used_, [&](const Piece& piece) {
    const auto first = reinterpret_cast<std::uintptr_t>(piece.memory);
    return reinterpret_cast<std::uintptr_t>(memory) - first < piece.size;
  });
}

bool KeptMemory::keep(const void* memory) {
  const auto found = std::ranges::find(used_, memory, &Piece::memory);
  if (found == used_.end()) return false;
  const Piece piece = *found;
  used_.erase(found);
  if (idle_.size() >= kMostIdle) return false;
  constexpr int kRubbish = 0xdb;
  if ((piece.prot & PROT_WRITE) != 0) std::memset(piece.memory, kRubbish, piece.size);
  idle_.push_back(piece);
  return true;
}

}  // namespace holdfast

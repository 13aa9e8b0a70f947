// SPDX-License-Identifier: MIT
//
// Anonymous mappings that one program has given back and the next one gets: the system takes longer
// to make and unmake one than a program of many steps runs. Whoever still looks at memory that was
// given back sees rubbish there. A build with sanitizers keeps nothing: there the memory is gone.
#pragma once

#include <cstddef>
#include <vector>

namespace holdfast {

class KeptMemory {
 public:
  static KeptMemory& of_this_thread();
  KeptMemory() = default;
  KeptMemory(const KeptMemory&) = delete;
  KeptMemory& operator=(const KeptMemory&) = delete;
  ~KeptMemory();

  // Such a mapping, all zeros; null where there is none, and the system has to be asked.
  void* take(std::size_t size, int prot, int flags);
  // The system has made one.
  void note(void* memory, std::size_t size, int prot, int flags);
  // One is not what it was: it got another size, or parts of it some advice.
  void forget(const void* memory);
  // Keeps a mapping that was given back; false where it has to be unmapped.
  bool keep(const void* memory);

 private:
  struct Piece {
    void* memory;
    std::size_t size;  // whole pages
    int prot;
    int flags;
  };
  std::vector<Piece> used_;
  std::vector<Piece> idle_;
};

}  // namespace holdfast

// SPDX-License-Identifier: MIT
#include "harness/machine.h"

#include <unistd.h>

namespace holdfast {

std::int64_t page_bytes() {
  static const std::int64_t kBytes = ::sysconf(_SC_PAGESIZE);
  return kBytes;
}

}  // namespace holdfast

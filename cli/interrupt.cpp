// SPDX-License-Identifier: MIT
#include "cli/interrupt.h"

#include <csignal>

namespace holdfast::cli {
namespace {

volatile std::sig_atomic_t came = 0;

}  // namespace

void heed_interrupts() {
  std::signal(SIGINT, [](int) { came = 1; });
}

bool interrupted() { return came != 0; }

}  // namespace holdfast::cli

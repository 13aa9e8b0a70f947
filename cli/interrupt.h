// SPDX-License-Identifier: MIT
//
// Ctrl-C: work stops where it may, what it has found so far is told, and files are whole.
#pragma once

namespace holdfast::cli {

// From now on an interrupt ends nothing; interrupted() tells of it. Processes that are forked later
// do the same.
void heed_interrupts();

bool interrupted();

}  // namespace holdfast::cli

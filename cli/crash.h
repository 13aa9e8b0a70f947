// SPDX-License-Identifier: MIT
//
// Outliving a crash. Whoever runs programs that nobody has seen before does so in a child process,
// and tells the parent, through memory that both share, which one is next. When the child does not
// end by itself (a signal, a sanitizer that ends the process) the parent still has the program.
#pragma once

#include <functional>
#include <string>

#include "harness/program.h"

namespace holdfast::cli {

// Told of each program before it runs.
using Announce = std::function<void(const Program&)>;

// Runs `work` in a child process and returns the status it ends with. Where the child does not end
// by itself, `crashed` is called here, with the last program announced and how the child ended
// ("SIGSEGV"), and its status returned. Where there is no process to be had,
// `work` runs in this one. SIGINT is passed on to the child.
int survive(const std::function<int(const Announce&)>& work,
            const std::function<int(const Program&, const std::string& how)>& crashed);

}  // namespace holdfast::cli

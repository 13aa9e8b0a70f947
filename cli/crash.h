// SPDX-License-Identifier: MIT
//
// Outliving a crash. Whoever runs programs that nobody has seen before does so in a child process,
// and tells the parent, through memory that both share, which one is next. When the child does not
// end by itself (a signal, a sanitizer that ends the process) the parent still has the program,
// saves it, and makes it small by running smaller ones in children of their own.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "harness/program.h"

namespace holdfast::cli {

// Told of each program before it runs.
using Announce = std::function<void(const Program&)>;

// Runs `work` in a child process and returns the status it ends with. Where the child does not end
// by itself, `crashed` is called here, with the last program announced and how the child ended
// ("signal 11, Segmentation fault"), and its status returned. Where there is no process to be had,
// `work` runs in this one. SIGINT is passed on to the child.
int survive(const std::function<int(const Announce&)>& work,
            const std::function<int(const Program&, const std::string& how)>& crashed);

// Runs programs silently in a child process, one after the other; when one brings the child down
// the next one gets a new child.
class Sandbox {
 public:
  // `work` runs one program; what it uses is copied into each child.
  explicit Sandbox(std::function<void(const Program&)> work);
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();

  // How the child ended that ran the program ("signal 11, Segmentation fault"); nothing where it
  // did not end, or only because it took more than ten seconds.
  std::optional<std::string> crash_of(const Program& program);

 private:
  bool start();
  [[noreturn]] void serve(int requests, int replies);
  std::optional<std::string> stop();

  std::function<void(const Program&)> work_;
  struct Shared* shared_;
  int child_ = -1;
  int requests_ = -1;  // pipes to and from the child
  int replies_ = -1;
};

}  // namespace holdfast::cli

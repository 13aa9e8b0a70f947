// SPDX-License-Identifier: MIT
#include "cli/interpreters.h"

#include <cstdlib>

namespace holdfast::cli {

std::string home() {
  const char* set = std::getenv("HOLDFAST_HOME");
  return set != nullptr ? set : HOLDFAST_SOURCE_DIR;
}

std::expected<AdapterProcess, InputError> start_python(const std::string& python,
                                                       const std::string& version) {
  AdapterOptions options;
  options.command = python_command(python, home());
  options.version = version;
  return AdapterProcess::start(std::move(options));
}

std::expected<AdapterProcess, InputError> start_command(const std::string& command) {
  AdapterOptions options;
  options.command = split_command(command);
  return AdapterProcess::start(std::move(options));
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// Starting interpreters behind the adapter from what a user says: a Python, or any command that
// speaks the protocol.
#pragma once

#include <expected>
#include <string>

#include "harness/adapter_process.h"

namespace holdfast::cli {

// Where adapters/adapter.py is found: $HOLDFAST_HOME, else the source tree this was built from.
std::string home();

// `python` is the path or name of a Python interpreter; with `version` it must be that one
// ("3.14").
std::expected<AdapterProcess, InputError> start_python(const std::string& python,
                                                       const std::string& version = {});

// `command` is run without a shell and must speak the adapter protocol.
std::expected<AdapterProcess, InputError> start_command(const std::string& command);

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// What a failing run says, and what it leaves behind for whoever looks into it: a folder with the
// program in every spelling.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

#include "harness/campaign.h"

namespace holdfast {

// How the failure came about and how to see it again.
struct Provenance {
  std::string command;  // that was run
  std::uint64_t seed = 0;
  std::string reference;  // name of the subject whose answers reproduce.py asserts
};

// The verdict in one line, the shrunk program as numbered Python, expected and got, the commands
// that run it again, where it was saved, the rule in CPython that decides it. `python` is the
// interpreter that runs reproduce.py.
std::string describe(const Failure& failure, const std::filesystem::path& folder,
                     const std::string& python = "python3.14");

// Writes program.json, reproduce.py, test_case.cpp, program.bin and about.json below `out`, in a
// folder named after the program, and returns it. `expected` holds the reference's answers to the
// shrunk program.
std::expected<std::filesystem::path, InputError> save(const Failure& failure,
                                                      const RecordedProgram& expected,
                                                      const Provenance& provenance,
                                                      const std::filesystem::path& out);

// Writes a program as a fuzzer's input, and makes the folder it goes to where there is none.
std::expected<void, InputError> save_program(const Program& program,
                                             const std::filesystem::path& path);

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// A folder of scripts and the interpreter that runs them: CPython 3.14, as ci/python provides it.
#pragma once

#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "harness/files.h"

namespace holdfast {

// What a command prints, without the newline; empty when it fails.
inline std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string text;
  for (int letter = 0; (letter = std::fgetc(pipe)) != EOF;) text += static_cast<char>(letter);
  if (::pclose(pipe) != 0) return {};
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

class PythonScripts : public testing::Test {
 protected:
  void SetUp() override {
    python_ = output_of("ci/python 2>/dev/null");
    ASSERT_FALSE(python_.empty()) << "ci/python finds no CPython 3.14";
    const auto number = std::random_device{}();
    folder_ =
        std::filesystem::temp_directory_path() / ("holdfast-scripts-" + std::to_string(number));
    ASSERT_TRUE(make_folder(folder_));
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  void keep(std::size_t number, const std::string& script) {
    ASSERT_TRUE(write_file(folder_ / (std::to_string(number) + ".py"), script));
  }

  // The scripts that did not do as they should, one per line.
  std::string run(const std::string& how) {
    return output_of("'" + python_ + "' -W ignore -W error::SyntaxWarning " +
                     "harness/test/python_scripts.py " + how + " '" + folder_.string() + "'");
  }

  std::string python_;

 private:
  std::filesystem::path folder_;
};

}  // namespace holdfast

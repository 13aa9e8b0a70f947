// SPDX-License-Identifier: MIT
//
// A main for fuzz targets built without a fuzzing engine: runs each file given, or each file below
// each folder given, so that a corpus is a test in any build. A run over no input at all fails.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// Runs one file; returns whether it could be read.
bool run_file(const std::filesystem::path& path) {
  const auto input = holdfast::read_file(path);
  if (!input) {
    std::fprintf(stderr, "%s\n", input.error().message.c_str());
    return false;
  }
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input->data()), input->size());
  return true;
}

}  // namespace

int main(int count, char** words) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (int i = 1; i < count; ++i) {
    if (!fs::is_directory(words[i])) {
      files.emplace_back(words[i]);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(words[i])) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  for (const fs::path& file : files) {
    if (!run_file(file)) return 2;
  }
  std::printf("ran %zu inputs\n", files.size());
  if (files.empty()) {
    std::fprintf(stderr, "no input was given: name files, or folders that hold some\n");
    return 2;
  }
  return 0;
}

// SPDX-License-Identifier: MIT
#include "cli/programs.h"

#include <algorithm>
#include <string_view>

#include "harness/bytes_spelling.h"
#include "harness/files.h"
#include "harness/json_spelling.h"

namespace holdfast::cli {
namespace {

// The JSON spelling begins with a brace; the byte spelling begins with its version.
bool looks_like_json(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  return begin != std::string_view::npos && text[begin] == '{';
}

}  // namespace

std::expected<std::vector<RecordedProgram>, InputError> read_programs(
    const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  std::vector<RecordedProgram> programs;
  if (!looks_like_json(*text)) {
    if (text->empty()) return std::unexpected(InputError{path.string() + ": is empty"});
    if (static_cast<std::uint8_t>(text->front()) != kBytesVersion) {
      return std::unexpected(
          InputError{path.string() + ": is neither JSON nor a program of byte spelling version " +
                     std::to_string(kBytesVersion) + " (its first byte is " +
                     std::to_string(static_cast<std::uint8_t>(text->front())) + ")"});
    }
    RecordedProgram& only = programs.emplace_back();
    decode({reinterpret_cast<const std::uint8_t*>(text->data()), text->size()}, only.program);
    only.id = program_id(only.program, "input");
    return programs;
  }
  if (text->find("\"holdfast-trace\"") != std::string::npos) {
    auto trace = parse_trace(*text, path.string());
    if (!trace) return std::unexpected(trace.error());
    return std::move(trace->programs);
  }
  auto program = parse_program(*text, path.string());
  if (!program) return std::unexpected(program.error());
  RecordedProgram& only = programs.emplace_back();
  only.program = std::move(*program);
  only.id = program_id(only.program);
  return programs;
}

bool is_fuzzer_input(const std::filesystem::path& path) {
  const auto text = read_file(path);
  return text && !looks_like_json(*text);
}

std::expected<std::vector<std::filesystem::path>, InputError> find_traces(
    const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<fs::path> found;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) {
      return std::unexpected(InputError{path + ": there is no such file or folder"});
    }
    if (!fs::is_directory(path)) {
      found.emplace_back(path);
      continue;
    }
    const std::size_t before = found.size();
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      const std::string name = entry.path().filename().string();
      if (name.ends_with(".json") && !name.ends_with(".schema.json")) found.push_back(entry.path());
    }
    if (found.size() == before) {
      return std::unexpected(InputError{path + ": holds no trace (*.json)"});
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// What a BytesIO of 50 MiB costs, written in parts of 1 MiB, then read, viewed, taken as bytes and
// written to again: bytes allocated by each step, for the implementation and for a live CPython in
// the same run.
//
//   memory [PYTHON] [--check]
//
// Without PYTHON it is the one of ci/python. With --check the exit status is 1 when the
// implementation allocates more than CPython in any row, or holds more after it. 2 is a mistake in
// the arguments or an interpreter that does not answer.
#include "impl/memory.h"

#include <algorithm>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "impl/bytesio.h"

namespace holdfast {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20U;

struct Row {
  std::string name;
  std::int64_t bytes = 0;
};

// The value of a result that has one; without memory there is nothing to measure.
template <typename T>
T must(impl::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "memory: error: %s\n", result.error().describe().c_str());
    std::exit(2);
  }
  return std::move(*result);
}

// The steps of memory.py, taken by the implementation.
std::vector<Row> measure_implementation() {
  std::vector<Row> rows;
  const impl::Value chunk = must(impl::Bytes::create(std::vector<std::uint8_t>(kMiB, 'x')));
  std::size_t last = impl::live_bytes();
  const auto row = [&](const char* name) {
    const std::size_t now = impl::live_bytes();
    rows.push_back({name, static_cast<std::int64_t>(now) - static_cast<std::int64_t>(last)});
    last = now;
  };

  auto stream = must(impl::BytesIO::create());
  for (int i = 0; i < 50; ++i) must(stream->write(chunk));
  row("create");
  must(stream->seek(0));
  impl::Value data = must(stream->read());
  row("read");
  data = impl::Value::none();
  row("let the bytes go");
  auto view = must(stream->view());
  row("getbuffer");
  view.reset();
  row("release");
  impl::Value value = must(stream->value());
  row("getvalue");
  must(stream->seek(0));
  data = must(stream->read());
  row("read again");
  data = impl::Value::none();
  must(stream->write(must(impl::Bytes::create(std::vector<std::uint8_t>(1, 'x')))));
  row("write, the value alive");
  value = impl::Value::none();
  stream.reset();
  row("let all go");
  return rows;
}

// The lines that a command prints; none when it fails.
std::vector<std::string> lines_of(const std::string& command) {
  std::vector<std::string> lines;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return lines;
  std::string line;
  for (int letter = 0; (letter = std::fgetc(pipe)) != EOF;) {
    if (letter != '\n') {
      line += static_cast<char>(letter);
    } else {
      lines.push_back(std::move(line));
      line.clear();
    }
  }
  if (::pclose(pipe) != 0) lines.clear();
  return lines;
}

// The same steps, taken by `python`; no rows when it does not answer.
std::vector<Row> measure_python(const std::string& python) {
  std::vector<Row> rows;
  for (const std::string& line :
       lines_of("'" + python + "' '" HOLDFAST_SOURCE_DIR "/bench/memory.py'")) {
    const std::size_t blank = line.find(' ');
    rows.push_back({line.substr(blank + 1), std::strtoll(line.c_str(), nullptr, 10)});
  }
  return rows;
}

int run(const std::string& python, bool check) {
  const std::vector<Row> ours = measure_implementation();
  const std::vector<Row> theirs = measure_python(python);
  if (!std::ranges::equal(ours, theirs, {}, &Row::name, &Row::name)) {
    std::fprintf(stderr, "memory: error: %s does not measure the same rows\n", python.c_str());
    return 2;
  }
  int status = 0;
  std::int64_t our_total = 0;
  std::int64_t their_total = 0;
  std::printf("%-24s %8s %12s %8s %12s\n", "extra", "impl MiB", "bytes", "CPython", "bytes");
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto mib = [](std::int64_t bytes) {
      return static_cast<double>(bytes) / static_cast<double>(kMiB);
    };
    our_total += ours[i].bytes;
    their_total += theirs[i].bytes;
    // A row that gives memory back is right when no more is held than by CPython.
    const bool wrong =
        ours[i].bytes > std::max<std::int64_t>(theirs[i].bytes, 0) || our_total > their_total;
    std::printf("%-24s %8.1f %12" PRId64 " %8.1f %12" PRId64 "%s\n", ours[i].name.c_str(),
                mib(ours[i].bytes), ours[i].bytes, mib(theirs[i].bytes), theirs[i].bytes,
                wrong ? "  more than CPython" : "");
    if (wrong && check) status = 1;
  }
  return status;
}

}  // namespace
}  // namespace holdfast

int main(int count, char** arguments) {
  std::vector<std::string> given(arguments + 1, arguments + count);
  const bool check = std::erase(given, "--check") != 0;
  if (given.empty()) given = holdfast::lines_of("'" HOLDFAST_SOURCE_DIR "/ci/python' 2>/dev/null");
  if (given.size() != 1 || given[0].starts_with('-')) {
    std::fputs("usage: memory [PYTHON] [--check]\n", stderr);
    return 2;
  }
  return holdfast::run(given[0], check);
}

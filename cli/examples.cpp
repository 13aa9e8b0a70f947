// SPDX-License-Identifier: MIT
#include "cli/examples.h"

#include <algorithm>
#include <array>
#include <utility>

namespace holdfast::cli {
namespace {

using Example = std::pair<std::string_view, std::string_view>;

constexpr std::array kExamples = {
    Example{"replay", R"(  holdfast replay traces
      do the implementation and the model give what CPython gave?
  holdfast replay traces --lenient --subject "pypy3 adapters/adapter.py" --show 10
      does another interpreter? Types and states only, ten differences in full
  holdfast replay traces --subject ./mine --results mine.json
      your own adapter; holdfast report makes a page of mine.json)"},
    Example{"check", R"(  holdfast check --time 30
      all suites, for half a minute together
  holdfast check --suite lock --seed 7 --programs 1000
      the same thousand programs of one suite, again
  holdfast check --small
      every program of a few steps, none left out)"},
    Example{"diff", R"(  holdfast diff --python python3.14 --time 600
      your build of CPython says what is right; the first difference of a suite ends that suite
  holdfast diff --python pypy3 --known adapters/expected/pypy-3.9.txt --time 600
      a hunt: what does it do otherwise that the list does not know?
  holdfast diff --subject "python3.15 adapters/starved.py" --all --suite bytearray
      a hunt in a CPython that runs out of memory)"},
    Example{"record",
            R"(  holdfast record --python python3.14 --suite lock --programs 50 --out lock.json
      random programs, with what this Python gives
  holdfast record --python python3.14 --from crash-1234 --out crash.json
      a program in any spelling
  holdfast record --python python3.14 --again lock.json
      a trace once more, in place)"},
    Example{"coverage", R"(  holdfast coverage traces
      which step kinds, arguments and states do the traces visit, and which not?
  holdfast coverage traces --type bytearray
      the lines of one type)"},
    Example{"explain", R"(  holdfast explain crash-1234
      a fuzzer's input as Python, as a trace and as a test case
  holdfast explain traces/cpython-3.14/regressions/known_bugs.json --id bytearray-pop-1f2e3d4c
      one program of a trace
  holdfast explain program.json --as bytes --out corpus/lockstep/mine
      a seed for the fuzzer)"},
    Example{"report", R"(  holdfast report a.json b.json --html both.html
      two results side by side, in any browser
  holdfast report a.json --junit a.xml --tap a.tap --sarif a.sarif
      for machines)"},
    Example{"shrink", R"(  holdfast shrink crash-1234
      what makes the implementation and the model differ, or one of them die
  holdfast shrink crash-1234 --with build/fuzz/fuzz/fuzz_lockstep
      what makes a fuzz target fail)"},
    Example{"serve", R"(  holdfast serve impl
      to be driven by a program of yours: a line of JSON in, a line out)"},
    Example{"list", R"(  holdfast list steps
      the vocabulary
  holdfast list rules
      where in CPython it is decided what a step gives)"},
    Example{"completion", R"(  source <(holdfast completion bash)
      for this shell; fish: holdfast completion fish | source)"},
};

}  // namespace

std::string_view examples_of(std::string_view subcommand) {
  const auto* found = std::ranges::find(kExamples, subcommand, &Example::first);
  return found == kExamples.end() ? std::string_view() : found->second;
}

}  // namespace holdfast::cli

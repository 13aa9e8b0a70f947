// SPDX-License-Identifier: MIT
//
// The property suites as data. Each is a kind of random program and what is asked of it; the
// GoogleTest programs, `holdfast check` and `holdfast diff` all run these. A suite prefers the step
// kinds whose names begin with one of its classes, or are one of them.
#pragma once

#include <array>
#include <optional>
#include <ostream>
#include <span>
#include <string_view>

#include "harness/generate.h"
#include "harness/lockstep.h"

namespace holdfast::props {

struct Suite {
  std::string_view name;
  std::string_view about;
  std::array<std::string_view, 12> classes;  // empty: every step kind
  bool hostile = false;                      // arguments run steps
  bool twice = false;                        // each program is run again and must go the same way
  std::size_t cells = 40;                    // percent of programs: GeneratorOptions::cells
  bool pages = false;                        // files and mappings of several pages
  bool failing = false;                      // most arguments are wrong, and failures are repeated
  bool balance = false;                      // everything is dropped, and no beginning leaks
  std::optional<Resource> faults{};          // every request for it is made to fail, one by one
  std::size_t steps = 32;
  int percent = 100;  // of the programs that the test of another suite tries: these take longer
};

inline constexpr std::array kSuites = {
    Suite{.name = "bytearray", .about = "bytearrays by themselves", .classes = {"bytearray"}},
    Suite{
        .name = "bytesio",
        .about = "streams by themselves",
        .classes = {"BytesIO", "memoryview.release", "memoryview.drop", "memoryview.__setitem__"}},
    Suite{
        .name = "streams",
        .about = "streams under views, read into views, written from views, with hostile arguments",
        .classes = {"BytesIO", "memoryview", "bytearray", "weakref", "bytes"},
        .hostile = true},
    Suite{.name = "memoryview",
          .about = "views in any format and shape, of exporters in any layout",
          .classes = {"memoryview", "exporter", "iterator", "weakref", "bytes", "struct"}},
    Suite{
        .name = "views",
        .about = "views whose arguments release them, or lend memory of their own",
        .classes = {"memoryview", "exporter", "iterator", "weakref", "bytes", "struct", "released"},
        .hostile = true},
    Suite{.name = "lock",
          .about = "objects under views that hold and release the export lock",
          .classes = {}},
    Suite{.name = "hostile",
          .about = "arguments that resize, release or export the object in use",
          .classes = {},
          .hostile = true},
    Suite{.name = "long",
          .about = "long programs: growth, shrinking, many objects",
          .classes = {},
          .steps = 200},
    Suite{.name = "again",
          .about = "the same program gives the same outcomes, in any order of subjects",
          .classes = {},
          .hostile = true,
          .twice = true},
    Suite{.name = "struct",
          .about = "values packed into every exporter, whose __index__ finds it exported",
          .classes = {"struct", "bytearray", "memoryview", "mmap"},
          .hostile = true},
    Suite{.name = "mmap",
          .about = "mappings of files and of memory, under views and arguments that run code",
          .classes = {"mmap", "file", "memoryview", "iterator", "weakref", "bytes"},
          .hostile = true},
    Suite{.name = "pages",
          .about = "mappings of several pages: offsets, flushing, files that become shorter",
          .classes = {"mmap", "file", "memoryview"},
          .pages = true},
    Suite{.name = "buffers",
          .about = "the buffer protocol alone: requests, releases, and who lends what to whom",
          .classes = {"exporter", "memoryview", "bytearray.__buffer__",
                      "bytearray.__release_buffer__", "mmap.__buffer__", "mmap.__release_buffer__",
                      "BytesIO.getbuffer", "bytearray.extend", "bytearray.clear", "bytes",
                      "released"},
          .hostile = true},
    Suite{.name = "failures",
          .about = "steps that fail change nothing: the same step fails again in the same way",
          .classes = {},
          .failing = true},
    Suite{.name = "balance",
          .about = "wherever a program ends, and in whatever order, everything is given back",
          .classes = {},
          .hostile = true,
          .balance = true,
          .steps = 20,
          .percent = 10},
    Suite{.name = "cells",
          .about = "every step kind with every class of argument in every state, and what follows",
          .classes = {},
          .hostile = true,
          .cells = 100,
          .steps = 4,
          .percent = 50},
    Suite{.name = "faults",
          .about = "every allocation fails once: a MemoryError, and nothing else has happened",
          .classes = {},
          .faults = Resource::memory,
          .steps = 24,
          .percent = 20},
    Suite{.name = "faults_hostile",
          .about = "every allocation fails once under arguments that run steps",
          .classes = {},
          .hostile = true,
          .faults = Resource::memory,
          .steps = 10,
          .percent = 5},
    Suite{.name = "faults_system",
          .about = "every system call of a mapping fails once: an OSError, and nothing else",
          .classes = {"mmap", "file", "memoryview"},
          .faults = Resource::system_calls,
          .steps = 24,
          .percent = 20},
};

// How GoogleTest names a suite.
inline void PrintTo(const Suite& suite, std::ostream* out) { *out << suite.name; }

// How the programs of a suite are generated.
inline GeneratorOptions generator_options(const Suite& suite) {
  GeneratorOptions options{.steps = suite.steps,
                           .hostile = suite.hostile,
                           .surprises = true,
                           .pages = suite.pages,
                           .cells = suite.cells,
                           .failing = suite.failing,
                           .drops = suite.balance,
                           .only = {}};
  for (std::size_t i = 0; i < vocabulary().size(); ++i) {
    const std::string_view name = vocabulary()[i].name;
    for (const std::string_view cls : suite.classes) {
      const bool belongs = !cls.empty() && name.starts_with(cls) &&
                           (name.size() == cls.size() || name[cls.size()] == '.');
      if (belongs) options.only.push_back(static_cast<Op>(i));
    }
  }
  return options;
}

// What is compared while they run.
inline LockstepOptions lockstep_options(const Suite& suite) {
  return {.messages = true,
          .allocated = true,
          .invariants = true,
          .twice = suite.twice,
          .again = suite.failing,
          .prefixes = suite.balance,
          .faults = suite.faults};
}

}  // namespace holdfast::props

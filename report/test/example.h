// SPDX-License-Identifier: MIT
//
// Results small enough to be seen whole: two subjects, two step kinds that ran, three differences.
#pragma once

#include "report/results.h"

namespace holdfast::report {

inline Results example() {
  SubjectResult mine;
  mine.implementation = "mine";
  mine.version = "1.0";
  mine.programs = 10;
  mine.differed = 3;
  mine.known = 1;
  mine.steps = 40;
  mine.seconds = 0.5;
  mine.not_asked = {{"mmap", 4}};
  mine.reasons = {{"no lock <yet>", 1}};
  mine.kinds = {{.op = "bytearray.append", .agreed = 30, .differed = 3, .known = 1},
                {.op = "bytearray.pop", .agreed = 7, .differed = 0, .known = 0}};
  mine.differences = {{.program = "append-00000001",
                       .file = "traces/a.json",
                       .step = 2,
                       .op = "bytearray.append",
                       .check = "outcome",
                       .what = "b.append(0)",
                       .expected = "BufferError: a & b",
                       .got = "</script>\n#1",
                       .reason = "",
                       .link = ""},
                      {.program = "append-00000002",
                       .file = "traces/a.json",
                       .step = 1,
                       .op = "bytearray.append",
                       .check = "state",
                       .what = "contents of b",
                       .expected = "61",
                       .got = "62",
                       .reason = "no lock <yet>",
                       .link = "https://example.org/1"}};
  SubjectResult other;
  other.implementation = "model";
  other.programs = 10;
  other.steps = 44;
  other.kinds = {{"bytearray.append", 36, 0, 0}, {"bytearray.pop", 8, 0, 0}};
  Results results;
  results.command = "holdfast replay traces";
  results.holdfast = "0.1.0";
  results.reference = "cpython 3.14.10";
  results.files = 1;
  results.kinds = {"bytearray.append", "bytearray.pop", "mmap.close"};
  results.subjects = {mine, other};
  results.programs = {
      {"append-00000001", {.why = "", .listing = "  0  b = bytearray()\n", .python = "b = 1\n"}},
      {"append-00000002", {.why = "w", .listing = "  0  b = bytearray()\n", .python = "b = 2\n"}}};
  return results;
}

}  // namespace holdfast::report

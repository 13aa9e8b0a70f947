// SPDX-License-Identifier: MIT
#include "cli/known_kinds.h"

#include <regex>

#include <gtest/gtest.h>

#include "harness/test/programs.h"

namespace holdfast::cli {
namespace {

using test::program_of;

const Program& append() {
  static const Program program = program_of({test::kMakeArray, test::kAppend});
  return program;
}

Finding finding(std::string expected, std::string got, std::string what = "b.append(99)") {
  Finding made;
  made.step = 1;
  made.what = std::move(what);
  made.expected = std::move(expected);
  made.got = std::move(got);
  return made;
}

// Whether a hunt that has met the one counts the other with it.
bool is_like(const Finding& one, const Finding& other) {
  const std::regex pattern(pattern_for(append(), one));
  EXPECT_TRUE(std::regex_search(said_of(append(), one), pattern)) << pattern_for(append(), one);
  return std::regex_search(said_of(append(), other), pattern);
}

TEST(KnownKinds, OtherValuesAndMessagesAreTheSameKind) {
  EXPECT_TRUE(is_like(finding("1", "2"), finding("None", "b")));
  EXPECT_TRUE(is_like(finding("OSError: [Errno 12]", "ValueError: closed"),
                      finding("OSError: [Errno 22]", "ValueError: out of range")));
  EXPECT_TRUE(is_like(finding("struct.error: a", "1"), finding("struct.error: b", "2")));
}

TEST(KnownKinds, AnExceptionIsNoValue) {
  const Finding closed = finding("None", "ValueError: mmap closed");
  EXPECT_FALSE(is_like(closed, finding("OSError: [Errno 12]", "ValueError: mmap closed")));
  EXPECT_FALSE(is_like(finding("OSError: [Errno 12]", "ValueError: mmap closed"), closed));
  EXPECT_FALSE(is_like(finding("1", "2"), finding("1", "struct.error: bad char")));
  EXPECT_FALSE(is_like(finding("1", "2"), finding("1", "StopIteration")));
  EXPECT_FALSE(is_like(finding("OSError", "1"), finding("OSErrorOfAnother", "1")));
}

TEST(KnownKinds, TheWordsOfAMessageAreNoOutcome) {
  EXPECT_FALSE(is_like(finding("1", "ValueError"),
                       finding("TypeError: expected bytes, got 1", "ValueError")));
  EXPECT_FALSE(is_like(finding("1", "2"), finding("1", "TypeError: expected 1 argument, got 2")));
}

TEST(KnownKinds, ACrashIsNeitherAValueNorAnotherCrash) {
  EXPECT_FALSE(is_like(finding("ValueError", "1"), finding("ValueError", "crashed: SIGSEGV")));
  EXPECT_FALSE(is_like(finding("1", "crashed: SIGBUS"), finding("1", "crashed: SIGSEGV")));
}

TEST(KnownKinds, ACrashIsAnotherOneWhereAnArgumentHasRunCode) {
  const Finding plain = finding("None", "crashed: SIGSEGV");
  for (const char* what :
       {"b.append(<index 5 after b.clear()>)", "b.append(<yields 1, runs b.clear()>)",
        "b.append(<buffer b; b.pop() on release>)"}) {
    const Finding hostile = finding("None", "crashed: SIGSEGV", what);
    EXPECT_FALSE(is_like(plain, hostile)) << what;
    EXPECT_FALSE(is_like(hostile, plain)) << what;
    EXPECT_TRUE(is_like(hostile, hostile)) << what;
  }
  EXPECT_TRUE(is_like(finding("1", "2", "b.append(1)"),
                      finding("1", "2", "b.append(<index 5 after b.clear()>)")));
}

TEST(KnownKinds, WhatIsLongHidesNoOutcome) {
  const std::string letters(10'000, 'a');
  EXPECT_TRUE(is_like(finding("TypeError", "1"), finding("TypeError", "1", letters)));
  EXPECT_FALSE(is_like(finding("TypeError", "1"), finding("ValueError: " + letters, letters)));
}

}  // namespace
}  // namespace holdfast::cli

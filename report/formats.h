// SPDX-License-Identifier: MIT
//
// Results (results.h) for other tools to read. Each takes the subjects as they come; a difference
// that is known, with its reason, is no failure anywhere.
#pragma once

#include <string>

#include "report/results.h"

namespace holdfast::report {

// One page that holds all it needs and opens from a disk: a matrix of step kinds and subjects, and
// for each cell the programs that differ, beside their Python.
std::string to_html(const Results& results);

// JUnit's XML, as CI servers read it: a suite for each subject, a case for each step kind that ran.
std::string to_junit(const Results& results);

// The Test Anything Protocol, version 13: a line for each subject and step kind that ran.
std::string to_tap(const Results& results);

// SARIF 2.1.0: a result for each difference shown, at its trace.
std::string to_sarif(const Results& results);

}  // namespace holdfast::report

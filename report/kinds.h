// SPDX-License-Identifier: MIT
//
// What the formats that list failures say of a step kind of one subject.
#pragma once

#include <string>
#include <vector>

#include "report/results.h"

namespace holdfast::report {

// The differences shown of a step kind that nothing explains.
std::vector<const Difference*> unexplained(const SubjectResult& subject, const std::string& op);

// "12 of 340 steps differed".
std::string headline(const KindResult& kind);

// "traces/x.json, program append-1f2e3d4c, step 3: b.append(0): expected BufferError, got None".
std::string describe(const Difference& one);

}  // namespace holdfast::report

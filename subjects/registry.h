// SPDX-License-Identifier: MIT
//
// The subjects that are part of this build. Live interpreters and traces are subjects too, but need
// a command or a file: see harness/adapter_process.h and harness/trace_subject.h.
#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "harness/subject.h"

namespace holdfast {

struct SubjectEntry {
  std::string_view name;
  std::string_view about;
  std::unique_ptr<Subject> (*make)();
};

std::unique_ptr<Subject> make_implementation();
std::unique_ptr<Subject> make_reference_model();

inline constexpr std::array kSubjects = {
    SubjectEntry{"impl", "the C++ implementation of the four types (impl/)", &make_implementation},
    SubjectEntry{"model", "the reference model: results, exception types, visible state (model/)",
                 &make_reference_model},
};

// The subject called `name`, or nothing.
inline std::unique_ptr<Subject> make_subject(std::string_view name) {
  for (const SubjectEntry& entry : kSubjects) {
    if (entry.name == name) return entry.make();
  }
  return nullptr;
}

}  // namespace holdfast

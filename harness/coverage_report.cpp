// SPDX-License-Identifier: MIT
#include "harness/coverage_report.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace holdfast {
namespace {

std::string_view column_name(std::size_t column) {
  return column == 0 ? "value" : kExceptionNames[column - 1];
}

std::string_view name(ObjectState state) {
  return kObjectStateNames[static_cast<std::size_t>(state)];
}

template <typename Visit>
void for_each_visited(const Coverage& coverage, Visit&& visit) {
  for (std::size_t op = 0; op < vocabulary().size(); ++op) {
    for (std::size_t state = 0; state < kObjectStates; ++state) {
      for (std::size_t column = 0; column < kOutcomeColumns; ++column) {
        const Visits visits{
            .op = static_cast<Op>(op),
            .state = static_cast<ObjectState>(state),
            .column = column,
            .times = coverage.visits(static_cast<Op>(op), static_cast<ObjectState>(state), column)};
        if (visits.times != 0) visit(visits);
      }
    }
  }
}

// The visits of one step kind in one state.
struct Line {
  Op op{};
  ObjectState state = ObjectState::plain;
  std::vector<Visits> outcomes;
};

std::vector<Line> lines_of(const Coverage& coverage) {
  std::vector<Line> lines;
  for_each_visited(coverage, [&](const Visits& visits) {
    if (lines.empty() || lines.back().op != visits.op || lines.back().state != visits.state) {
      lines.push_back({.op = visits.op, .state = visits.state, .outcomes = {}});
    }
    lines.back().outcomes.push_back(visits);
  });
  return lines;
}

}  // namespace

std::string describe(const Visits& visits) {
  return std::string(kind_of(visits.op).name) + " " + std::string(name(visits.state)) + " " +
         std::string(column_name(visits.column));
}

std::vector<Visits> rare(const Coverage& coverage, std::uint64_t most) {
  std::vector<Visits> found;
  for_each_visited(coverage, [&](const Visits& visits) {
    if (visits.times <= most) found.push_back(visits);
  });
  std::ranges::sort(found, {}, [](const Visits& one) {
    return std::tuple(one.times, one.op, one.state, one.column);
  });
  return found;
}

std::vector<Visits> missing(const Coverage& coverage, const Coverage& wanted) {
  std::vector<Visits> found;
  for_each_visited(wanted, [&](const Visits& visits) {
    if (coverage.visits(visits.op, visits.state, visits.column) == 0) found.push_back(visits);
  });
  return found;
}

std::size_t visited(const Coverage& coverage) {
  std::size_t cells = 0;
  for_each_visited(coverage, [&](const Visits&) { ++cells; });
  return cells;
}

std::string coverage_text(const Coverage& coverage) {
  std::string text;
  for (const Line& line : lines_of(coverage)) {
    std::string row = std::string(kind_of(line.op).name);
    row.resize(std::max<std::size_t>(row.size() + 1, 34), ' ');
    row += name(line.state);
    row.resize(std::max<std::size_t>(row.size() + 1, 43), ' ');
    for (const Visits& visits : line.outcomes) {
      row += std::string(column_name(visits.column)) + " " + std::to_string(visits.times) + "  ";
    }
    while (row.ends_with(' ')) row.pop_back();
    text += row + "\n";
  }
  return text;
}

std::string coverage_json(const Coverage& coverage) {
  std::string text = "{\"format\": \"holdfast-visits\", \"version\": 1, \"rows\": [";
  bool first = true;
  for (const Line& line : lines_of(coverage)) {
    text += first ? "\n" : ",\n";
    first = false;
    text += "  {\"op\": \"" + std::string(kind_of(line.op).name) + "\", \"state\": \"" +
            std::string(name(line.state)) + "\", \"outcomes\": {";
    for (const Visits& visits : line.outcomes) {
      if (!text.ends_with('{')) text += ", ";
      text +=
          "\"" + std::string(column_name(visits.column)) + "\": " + std::to_string(visits.times);
    }
    text += "}}";
  }
  return text + "\n]}\n";
}

}  // namespace holdfast

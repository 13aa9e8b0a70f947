// SPDX-License-Identifier: MIT
//
// The coverage table for people and for programs.
#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/cells.h"

namespace holdfast {
namespace {

using Json = nlohmann::ordered_json;

// Column heads, at most four letters each.
constexpr std::array<std::string_view, kArgumentClasses> kHeads = {
    "abs",  "sur",  "kw",  "host", "self", "own", "part", "clos", "None",
    "bool", "int",  "neg", "big",  "flt",  "idx", "str",  "byte", "ba",
    "mv",   "mmap", "exp", "buf",  "slic", "tup", "list", "iter", "obj"};

std::string padded(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(width - std::min(width, text.size()), ' ');
}

std::string right(std::string_view text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + std::string(text);
}

std::string_view type_of(const StepKind& kind) { return kind.name.substr(0, kind.name.find('.')); }

// The types in the order of the vocabulary: "bytearray", "memoryview" ...
std::vector<std::string_view> types() {
  std::vector<std::string_view> found;
  for (const StepKind& kind : vocabulary()) {
    if (std::ranges::count(found, type_of(kind)) == 0) found.push_back(type_of(kind));
  }
  return found;
}

// One line of the table: a step kind, an argument and a state that some cell of it can be in.
struct Line {
  Op op{};
  std::uint8_t position = 0;
  ObjectState state = ObjectState::plain;
  std::array<std::optional<Cell>, kArgumentClasses> cells;  // those that can be reached
};

std::vector<Line> lines_of(std::string_view type) {
  std::vector<Line> lines;
  for_each_cell([&](const Cell& cell) {
    if (type_of(kind_of(cell.op)) != type || unreachable(cell) != nullptr) return;
    const bool same = !lines.empty() && lines.back().op == cell.op &&
                      lines.back().position == cell.position && lines.back().state == cell.state;
    if (!same) {
      lines.push_back({.op = cell.op, .position = cell.position, .state = cell.state, .cells = {}});
    }
    lines.back().cells[static_cast<std::size_t>(cell.argument)] = cell;
  });
  return lines;
}

struct Ratio {
  std::size_t visited = 0;
  std::size_t reachable = 0;

  void add(bool visit) {
    ++reachable;
    if (visit) ++visited;
  }
  [[nodiscard]] std::string text() const {
    if (reachable == 0) return "-";
    return std::to_string(visited) + "/" + std::to_string(reachable);
  }
};

}  // namespace

std::string table_text(const CellTable& table, std::string_view type) {
  constexpr std::size_t kLabel = 42;
  constexpr std::size_t kColumn = 6;
  std::string head(kLabel, ' ');
  for (const std::string_view one : kHeads) head += right(one, kColumn - 1) + " ";
  while (head.ends_with(' ')) head.pop_back();
  std::string text = head + "\n";
  for (const Line& line : lines_of(type)) {
    const StepKind& kind = kind_of(line.op);
    std::string row =
        padded(std::string(kind.name) + " " + std::to_string(line.position + 1) + " " +
                   std::string(kObjectStateNames[static_cast<std::size_t>(line.state)]),
               kLabel);
    for (std::size_t i = 0; i < kArgumentClasses; ++i) {
      const auto& cell = line.cells[i];
      const std::uint32_t programs = cell ? table.programs(*cell) : 0;
      const bool meant = line.position < kind.accepted &&
                         takes(kind.params[line.position], static_cast<ArgumentClass>(i));
      const std::string shown = !cell ? "." : programs == 0 ? "!" : std::to_string(programs);
      row += right(shown, kColumn - 1) + (cell && meant ? '+' : ' ');
    }
    while (row.ends_with(' ')) row.pop_back();
    text += row + "\n";
  }
  return text;
}

std::string summary_text(const CellTable& table) {
  const auto names = types();
  std::vector<std::vector<Ratio>> ratios(kArgumentClasses + 1,
                                         std::vector<Ratio>(names.size() + 1));
  for_each_cell([&](const Cell& cell) {
    if (unreachable(cell) != nullptr) return;
    const bool visited = table.programs(cell) != 0;
    const auto column = static_cast<std::size_t>(
        std::ranges::find(names, type_of(kind_of(cell.op))) - names.begin());
    for (const std::size_t row : {static_cast<std::size_t>(cell.argument), kArgumentClasses}) {
      ratios[row][column].add(visited);
      ratios[row][names.size()].add(visited);
    }
  });
  std::string text = padded("argument", 10);
  for (const std::string_view one : names) text += right(one, 12);
  text += right("all", 14) + "\n";
  for (std::size_t row = 0; row <= kArgumentClasses; ++row) {
    text += padded(row < kArgumentClasses ? kArgumentClassNames[row] : "all", 10);
    for (std::size_t i = 0; i <= names.size(); ++i) {
      text += right(ratios[row][i].text(), i == names.size() ? 14 : 12);
    }
    text += "\n";
  }
  return text;
}

std::string table_json(const CellTable& table) {
  Json rows = Json::array();
  for (const std::string_view type : types()) {
    for (const Line& line : lines_of(type)) {
      Json programs = Json::object();
      for (const auto& cell : line.cells) {
        if (cell) programs[std::string(name(cell->argument))] = table.programs(*cell);
      }
      rows.push_back({{"op", kind_of(line.op).name},
                      {"argument", line.position + 1},
                      {"state", kObjectStateNames[static_cast<std::size_t>(line.state)]},
                      {"programs", std::move(programs)}});
    }
  }
  Json rules = Json::array();
  std::vector<std::size_t> held(unreachable_rules().size());
  for_each_cell([&](const Cell& cell) {
    const Unreachable* rule = unreachable(cell);
    if (rule != nullptr) ++held[static_cast<std::size_t>(rule - unreachable_rules().data())];
  });
  for (std::size_t i = 0; i < held.size(); ++i) {
    rules.push_back({{"reason", unreachable_rules()[i].reason}, {"cells", held[i]}});
  }
  std::string text = "{\n\"format\": \"holdfast-coverage\", \"version\": 1,\n\"programs\": " +
                     std::to_string(table.programs()) +
                     ", \"steps\": " + std::to_string(table.steps()) +
                     ", \"empty\": " + std::to_string(table.empty().size()) +
                     ",\n\"unreachable\": " + rules.dump() + ",\n\"rows\": [\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += rows[i].dump() + (i + 1 < rows.size() ? ",\n" : "\n");
  }
  return text + "]}\n";
}

std::string table_page(const CellTable& table) {
  std::string page =
      "# What the recorded programs visit\n\n"
      "Generated by `holdfast coverage traces --out traces/COVERAGE.md`; a test compares it.\n\n"
      "Each line is a step kind, one of its arguments (counted from 1; the last line of a step "
      "kind "
      "is\nthe place behind them) and the state of the object before the step. A column is a class "
      "of argument;\na number says in how many recorded programs CPython answered such a step. "
      "`+`: "
      "the argument is\nof a type that it is meant to be of; `.`: no program can do that, for one "
      "of the reasons at the end;\n`!`: one could, and none does.\n\n";
  page += "| column | the argument is |\n| --- | --- |\n";
  static constexpr std::array<std::string_view, kArgumentClasses> kMeanings = {
      "not given",
      "one more than there should be",
      "given by name",
      "hostile: it, or an item of it, runs steps or raises",
      "the object that the step works on",
      "another object that shows all of its memory",
      "another object that shows more or less of its memory",
      "a released view, a closed stream or mapping",
      "`None`",
      "`True` or `False`",
      "an int from 0 to 2**63 - 1",
      "a negative int",
      "an int beyond 64 bits",
      "a float",
      "an object with `__index__`",
      "a str",
      "bytes",
      "a bytearray",
      "a memoryview",
      "a mapping",
      "an exporter",
      "an object with `__buffer__`",
      "a slice",
      "a tuple",
      "a list",
      "a generator or an iterator",
      "anything else"};
  for (std::size_t i = 0; i < kArgumentClasses; ++i) {
    page += "| " + std::string(kHeads[i]) + " | " + std::string(kMeanings[i]) + " |\n";
  }
  page += "\n" + std::to_string(table.programs()) + " programs, " + std::to_string(table.steps()) +
          " steps, " + std::to_string(table.empty().size()) +
          " cells empty that can be reached.\n" +
          "\nVisited of those that can be reached:\n\n```\n" + summary_text(table) + "```\n";
  for (const std::string_view type : types()) {
    page += "\n## " + std::string(type) + "\n\n```\n" + table_text(table, type) + "```\n";
  }
  page += "\n## What no program can do\n\n";
  for (const Unreachable& rule : unreachable_rules()) {
    page += "- " + std::string(rule.reason) + "\n";
  }
  return page;
}

}  // namespace holdfast

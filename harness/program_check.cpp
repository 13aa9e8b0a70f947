// SPDX-License-Identifier: MIT
//
// What makes a program well-formed; see check() in program.h.
#include <algorithm>

#include "harness/program.h"
#include "harness/utf8.h"

namespace holdfast {
namespace {

class Checker {
 public:
  explicit Checker(const Program& program) : program_(program) {}

  std::string run() {
    for (std::size_t i = 0; i < program_.steps.size() && wrong_.empty(); ++i) {
      where_ = "step " + std::to_string(i);
      check_step(program_.steps[i], 0);
      prospects_.follow(program_, program_.steps[i]);
    }
    return wrong_;
  }

 private:
  void check_step(const Step& step, std::size_t nesting) {
    const StepKind& kind = kind_of(step.op);
    if (kind.self != step.self.cls()) {
      complain(kind.self == Class::none ? "works on no object, but 'self' names one"
                                        : "needs 'self' to be a register of its class");
    }
    if (step.self.exists()) check_register(step.self);
    if (step.into >= kRegistersPerClass) complain("keeps its result in no register");
    check_arguments(kind, program_.arguments(step), nesting);
  }

  void check_arguments(const StepKind& kind, std::span<const Value> arguments,
                       std::size_t nesting) {
    if (arguments.size() > kMaxArguments) complain("has more than 7 arguments");
    if (!is_call(kind.form) && arguments.size() != kind.required) {
      complain("takes exactly " + std::to_string(kind.required) + " arguments: it is no call");
    }
    std::uint32_t keywords = 0;
    for (const Value argument : arguments) {
      if (argument.keyword == 0 && keywords != 0) complain("has an argument after a keyword");
      if (argument.keyword != 0) {
        if (!is_call(kind.form)) complain("takes no keywords: it is no call");
        if (argument.keyword > kKeywords.size()) complain("has a keyword nobody knows");
        const auto mark = std::uint32_t{1} << argument.keyword;
        if ((keywords & mark) != 0) complain("has the same keyword twice");
        keywords |= mark;
      }
      check_value(argument, Kind::none, 0, nesting);
    }
  }

  // `container` is the kind of value that `value` is an item of.
  void check_value(Value value, Kind container, std::size_t depth, std::size_t nesting) {
    switch (value.kind) {
      case Kind::reference:
        return check_register(value.reg);
      case Kind::big:
        if (value.size > kMaxBigBytes) complain("has an integer of more than 64 bytes");
        return;
      case Kind::text:
        if (!is_utf8(program_.arena.contents(value))) complain("has a text that is not UTF-8");
        return;
      case Kind::block:
        if (container != Kind::custom && container != Kind::iterator) {
          complain("has steps where nothing runs them");
        }
        return check_block(value, nesting);
      case Kind::raising:
        if (container != Kind::custom && container != Kind::iterator) {
          complain("has 'raises' where nothing can raise");
        }
        return;
      default:
        if (has_items(value.kind)) check_items(value, depth, nesting);
    }
  }

  void check_items(Value value, std::size_t depth, std::size_t nesting) {
    if (depth > kMaxDepth) complain("has items in items deeper than 4");
    if (value.size > kMaxItems) complain("has more than 256 items in one argument");
    if (value.kind == Kind::custom) check_custom(value);
    for (const Value item : program_.arena.items(value)) {
      if (item.keyword != 0) complain("has a keyword inside an argument");
      check_value(item, value.kind, depth + 1, nesting);
    }
  }

  void check_custom(Value value) {
    const auto items = program_.arena.items(value);
    if (items.size() != parts_of(value.hook)) return complain("has an object without its parts");
    const Kind answer = items[1].kind;
    if (value.hook == Hook::eq && answer != Kind::boolean && answer != Kind::raising) {
      complain("has an __eq__ without a bool");
    }
    if (answers_integer(value.hook) && answer != Kind::integer && answer != Kind::raising) {
      complain("has a __length_hint__, __len__ or __hash__ without an integer");
    }
    if (items.size() > 2 && !takes_third(value.hook, items[2].kind)) {
      complain("has an object whose third part is something else");
    }
  }

  void check_block(Value block, std::size_t nesting) {
    if (block.size == 0) return;
    if (nesting == kMaxNesting) return complain("runs steps nested deeper than 2");
    if (block.size >= kMaxBlock) complain("runs more than 15 steps in one block");
    for (const Step& inner : program_.block(block)) {
      check_step(inner, nesting + 1);
      prospects_.follow_nested(program_, inner);
    }
  }

  void check_register(Register reg) {
    if (!prospects_.registers().contains(reg)) {
      complain("uses " + name(reg) + ", which no earlier step makes");
    }
  }

  void complain(const std::string& what) {
    if (wrong_.empty()) wrong_ = where_ + " " + what;
  }

  const Program& program_;
  Prospects prospects_;
  std::string where_;
  std::string wrong_;
};

}  // namespace

std::string check(const Program& program) { return Checker(program).run(); }

}  // namespace holdfast

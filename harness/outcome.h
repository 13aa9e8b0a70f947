// SPDX-License-Identifier: MIT
//
// Outcomes: what a subject answers to a step. An Answer is filled by the subject and used again for
// the next step, so that it allocates nothing once it has grown.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/exception.h"
#include "harness/value.h"

namespace holdfast {

struct Outcome {
  enum class Type : std::uint8_t {
    value,        // it returned `value`
    open,         // it returned a value that the subject does not predict
    raised,       // it raised `exception` with `message`
    skipped,      // a register it needs is empty: nothing was done
    exhausted,    // it would need more memory than a program may use: the program ends here
    crashed,      // the process that ran it died or hung; `message` says how
    unspecified,  // only from a subject that predicts: it depends on the machine; the program ends
  };

  Type type = Type::skipped;
  Exception exception = Exception::TypeError;
  Value value;    // in the answer's arena
  Value message;  // a text in the answer's arena; kind none when the subject leaves it open

  static Outcome returned(Value value) {
    return {.type = Type::value, .exception = {}, .value = value, .message = {}};
  }
  static Outcome raised(Exception exception, Value message = {}) {
    return {.type = Type::raised, .exception = exception, .value = {}, .message = message};
  }
};

struct Answer {
  Arena arena;
  Outcome outcome;
  // What the steps run by hostile arguments gave, in the order they ran.
  std::vector<Outcome> nested;
  // Where the subject knows that it departs from CPython on purpose, because CPython is unsafe
  // there: the id of the exception in docs/exceptions.md. Recordings and live interpreters say
  // nothing of this step and those after it. Empty otherwise.
  std::string_view departs;

  void clear() {
    arena.clear();
    outcome = {};
    nested.clear();
    departs = {};
  }
};

}  // namespace holdfast

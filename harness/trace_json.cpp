// SPDX-License-Identifier: MIT
//
// Reading what a recorder adds to steps.
#include "harness/trace_json.h"

#include <algorithm>
#include <array>
#include <span>

#include <nlohmann/json.hpp>

#include "harness/json_values.h"

namespace holdfast {
namespace {

constexpr std::array<std::string_view, 6> kOutcomeKeys = {"returns", "open",      "raises",
                                                          "skipped", "exhausted", "crashed"};

class RecordedReader {
 public:
  RecordedReader(JsonReader& reader, RecordedProgram& recorded)
      : reader_(reader), values_(reader, recorded.answers), recorded_(recorded) {}

  bool step(const Json& json, const Place& place) {
    RecordedStep step;
    if (!outcome(json, place, step.outcome)) return false;
    step.first_nested = static_cast<std::uint32_t>(recorded_.nested.size());
    step.first_state = static_cast<std::uint32_t>(recorded_.states.size());
    if (const Json* nested = member(json, "nested")) {
      const Place inside = place["nested"];
      if (!nested->is_array()) {
        return reader_.fail(
            inside, "must be a list of outcomes, this is " + std::string(describe(*nested)));
      }
      for (std::size_t i = 0; i < nested->size(); ++i) {
        if (!reader_.expect_object((*nested)[i], inside[i], "an outcome") ||
            !outcome((*nested)[i], inside[i], recorded_.nested.emplace_back())) {
          return false;
        }
      }
    }
    if (const Json* state = member(json, "state")) {
      if (!states(*state, place["state"])) return false;
    }
    // In one order, whoever recorded them.
    std::ranges::sort(std::span(recorded_.states).subspan(step.first_state), {},
                      [](const RecordedState& state) { return state.reg.index(); });
    step.nested = static_cast<std::uint32_t>(recorded_.nested.size()) - step.first_nested;
    step.states = static_cast<std::uint32_t>(recorded_.states.size()) - step.first_state;
    recorded_.steps.push_back(step);
    return true;
  }

 private:
  bool outcome(const Json& json, const Place& place, Outcome& outcome) {
    std::string_view found;
    for (const std::string_view key : kOutcomeKeys) {
      if (!json.contains(key)) continue;
      if (!found.empty()) {
        return reader_.fail(place, "has both '" + std::string(found) + "' and '" +
                                       std::string(key) + "'; a step has one outcome");
      }
      found = key;
    }
    if (found.empty()) {
      return reader_.fail(place,
                          "has no outcome: one of returns, open, raises, skipped, exhausted, "
                          "crashed");
    }
    const Json& given = json[std::string(found)];
    const Place inside = place[found];
    if (json.contains("message") && found != "raises") {
      return reader_.fail(place["message"], "only what raises has a message");
    }
    if (found == "returns") {
      outcome.type = Outcome::Type::value;
      return values_.read(given, inside, outcome.value);
    }
    if (found == "raises") return raised(json, place, outcome);
    if (found == "crashed") {
      outcome.type = Outcome::Type::crashed;
      std::string how;
      if (!reader_.text(json, place, "crashed", how)) return false;
      outcome.message = recorded_.answers.text(how);
      return true;
    }
    outcome.type = found == "skipped" ? Outcome::Type::skipped
                   : found == "open"  ? Outcome::Type::open
                                      : Outcome::Type::exhausted;
    return (given.is_boolean() && given.get<bool>()) || reader_.fail(inside, "must be true");
  }

  bool raised(const Json& json, const Place& place, Outcome& outcome) {
    std::string type;
    if (!reader_.text(json, place, "raises", type)) return false;
    const auto exception = exception_named(type);
    if (!exception) {
      return reader_.fail(place["raises"],
                          "'" + type + "' is no exception type that this holdfast knows");
    }
    outcome = Outcome::raised(*exception);
    const Json* message = member(json, "message");
    if (message == nullptr) return true;
    if (!values_.read(*message, place["message"], outcome.message)) return false;
    return outcome.message.kind == Kind::text || reader_.fail(place["message"], "must be a string");
  }

  bool states(const Json& json, const Place& place) {
    if (!reader_.expect_object(json, place, "state")) return false;
    for (const auto& item : json.items()) {
      const Place inside = place[item.key()];
      const auto reg = register_named(item.key());
      if (!reg) return reader_.fail(inside, "'" + item.key() + "' is no register");
      RecordedState& state = recorded_.states.emplace_back();
      state.reg = *reg;
      state.present = !item.value().is_null();
      if (!state.present) continue;
      if (!reader_.expect_object(item.value(), inside, "the state of a register") ||
          !this->state(item.value(), inside, state)) {
        return false;
      }
    }
    return true;
  }

  bool state(const Json& json, const Place& place, RecordedState& state) {
    if (!reader_.only_keys(json, place,
                           {"contents", "allocated", "locked", "closed", "readonly", "format",
                            "itemsize", "shape", "strides", "suboffsets", "position"})) {
      return false;
    }
    const auto shows = [&](std::string_view key, Aspect aspect) {
      if (json.contains(key)) state.shows |= bit(aspect);
    };
    shows("contents", Aspect::contents);
    shows("allocated", Aspect::allocated);
    shows("locked", Aspect::locked);
    shows("closed", Aspect::closed);
    shows("readonly", Aspect::readonly);
    shows("position", Aspect::position);
    if (const Json* contents = member(json, "contents")) {
      if (!values_.read_hex(*contents, place["contents"], Kind::bytes, state.contents)) {
        return false;
      }
    }
    return reader_.boolean(json, place, "locked", state.locked) &&
           reader_.boolean(json, place, "closed", state.closed) &&
           reader_.boolean(json, place, "readonly", state.readonly) &&
           reader_.integer(json, place, "allocated", state.allocated) &&
           reader_.integer(json, place, "position", state.position) && layout(json, place, state);
  }

  bool layout(const Json& json, const Place& place, RecordedState& state) {
    std::size_t keys = 0;
    for (const std::string_view key : {"format", "itemsize", "shape", "strides", "suboffsets"}) {
      if (json.contains(key)) ++keys;
    }
    if (keys == 0) return true;
    if (keys != 5) {
      return reader_.fail(
          place, "format, itemsize, shape, strides and suboffsets stand together or not at all");
    }
    state.shows |= bit(Aspect::layout);
    state.first_number = static_cast<std::uint32_t>(recorded_.numbers.size());
    std::string format;
    if (!reader_.text(json, place, "format", format)) return false;
    state.format = recorded_.answers.text(format);
    return reader_.integer(json, place, "itemsize", state.itemsize) &&
           numbers(json["shape"], place["shape"], state.shape) &&
           numbers(json["strides"], place["strides"], state.strides) &&
           numbers(json["suboffsets"], place["suboffsets"], state.suboffsets);
  }

  bool numbers(const Json& json, const Place& place, std::uint8_t& count) {
    if (!json.is_array() || json.size() > 128) {
      return reader_.fail(place, "must be a list of at most 128 integers");
    }
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (!json[i].is_number_integer()) {
        return reader_.fail(place[i],
                            "must be an integer, this is " + std::string(describe(json[i])));
      }
      recorded_.numbers.push_back(json[i].get<std::int64_t>());
    }
    count = static_cast<std::uint8_t>(json.size());
    return true;
  }

  JsonReader& reader_;
  ValueReader values_;
  RecordedProgram& recorded_;
};

}  // namespace

bool has_outcome(const Json& step) {
  for (const std::string_view key : kOutcomeKeys) {
    if (step.contains(key)) return true;
  }
  return step.contains("nested") || step.contains("state") || step.contains("message");
}

bool read_recorded_step(JsonReader& reader, const Json& json, const Place& place,
                        RecordedProgram& recorded) {
  return reader.expect_object(json, place, "a step") &&
         RecordedReader(reader, recorded).step(json, place);
}

bool read_recorded_steps(JsonReader& reader, const Json& steps, const Place& place,
                         RecordedProgram& recorded) {
  bool ended = steps.empty() || !has_outcome(steps[0]);
  const bool never = ended;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    reader.enter_step(i);
    if (ended && has_outcome(steps[i])) {
      return reader.fail(place[i], never ? "has an outcome, the steps before it have none"
                                         : "follows the step that ended the program");
    }
    if (ended) continue;
    if (!read_recorded_step(reader, steps[i], place[i], recorded)) return false;
    const Outcome::Type type = recorded.steps.back().outcome.type;
    ended = type == Outcome::Type::crashed || type == Outcome::Type::exhausted;
  }
  reader.leave_step();
  return true;
}

bool read_about(JsonReader& reader, const Json& json, const Place& place, About& about) {
  std::int64_t bits = 0;
  if (!reader.expect_object(json, place, "the description of an interpreter") ||
      !reader.text(json, place, "implementation", about.implementation) ||
      !reader.text(json, place, "version", about.version) ||
      !reader.text(json, place, "platform", about.platform) ||
      !reader.text(json, place, "byteorder", about.byteorder) ||
      !reader.text(json, place, "command", about.command) ||
      !reader.integer(json, place, "pointer_bits", bits) ||
      !reader.integer(json, place, "page_size", about.page_size)) {
    return false;
  }
  if (about.implementation.empty()) return reader.fail(place, "names no 'implementation'");
  about.pointer_bits = static_cast<int>(bits);
  return true;
}

}  // namespace holdfast

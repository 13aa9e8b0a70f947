// SPDX-License-Identifier: MIT
#include "harness/json_programs.h"

#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

// What check() says, apart: "step 3 uses v2 ..." is step 3 and "uses v2 ...".
bool split_complaint(std::string_view complaint, std::size_t& step, std::string_view& what) {
  constexpr std::string_view kStep = "step ";
  if (!complaint.starts_with(kStep)) return false;
  complaint.remove_prefix(kStep.size());
  const char* end = complaint.data() + complaint.size();
  const auto parsed = std::from_chars(complaint.data(), end, step);
  if (parsed.ec != std::errc{} || parsed.ptr == end) return false;
  what = {parsed.ptr + 1, end};
  return true;
}

// The place of the first mention of register `name` in a step; `found` is called with it.
template <typename Found>
bool find_register(const Json& json, const Place& place, std::string_view name, Found&& found) {
  if (json.is_object()) {
    for (const auto& item : json.items()) {
      const std::string_view key = item.key();
      const bool names = (key == "ref" || key == "self") && item.value().is_string() &&
                         item.value().get_ref<const std::string&>() == name;
      if (names) return found(place[key]), true;
      if (find_register(item.value(), place[key], name, found)) return true;
    }
  } else if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      if (find_register(json[i], place[i], name, found)) return true;
    }
  }
  return false;
}

}  // namespace

bool ProgramReader::read_steps(const Json& json, const Place& place) {
  if (!json.is_array()) {
    return reader_.fail(place, "must be a list of steps, this is " + std::string(describe(json)));
  }
  program_.steps.resize(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    reader_.enter_step(i);
    if (!read_step(json[i], place[i], 0, program_.steps[i])) return false;
  }
  reader_.leave_step();
  const std::string complaint = check(program_);
  if (complaint.empty()) return true;

  std::size_t step = 0;
  std::string_view what = complaint;
  if (!split_complaint(complaint, step, what) || step >= json.size()) {
    return reader_.fail(place, complaint);
  }
  reader_.enter_step(step);
  const Place where = place[step];
  constexpr std::string_view kUses = "uses ";
  if (what.starts_with(kUses)) {
    const auto reg = what.substr(kUses.size(), what.find(',') - kUses.size());
    const std::string clause =
        "'" + std::string(reg) +
        "' was never made by an earlier step, or has been dropped; make it with "
        "\"into\": \"" +
        std::string(reg) + "\", or leave this step out";
    find_register(json[step], where, reg, [&](const Place& at) { reader_.fail(at, clause); });
  }
  return reader_.fail(where, what);
}

bool ProgramReader::read_step(const Json& json, const Place& place, std::size_t nesting,
                              Step& step) {
  if (!reader_.expect_object(json, place, "a step")) return false;
  const bool known =
      nesting == 0
          ? reader_.only_keys(json, place,
                              {"op", "self", "args", "kwargs", "into", "returns", "open", "raises",
                               "message", "skipped", "exhausted", "crashed", "nested", "state"})
          : reader_.only_keys(json, place, {"op", "self", "args", "kwargs", "into"});
  if (!known) return false;
  const Json* op = member(json, "op");
  if (op == nullptr) return reader_.fail(place, "has no 'op': which step is it?");
  std::string name;
  if (!reader_.text(json, place, "op", name)) return false;
  const auto found = op_named(name);
  if (!found) {
    return reader_.fail(place["op"], "'" + name +
                                         "' is no step that this holdfast knows; `holdfast list "
                                         "steps` prints them all");
  }
  step.op = *found;
  nesting_ = nesting;
  return read_self(json, place, step) && read_into(json, place, step) &&
         read_arguments(json, place, step);
}

bool ProgramReader::read_self(const Json& json, const Place& place, Step& step) {
  const StepKind& kind = kind_of(step.op);
  std::string name;
  if (!reader_.text(json, place, "self", name)) return false;
  if (kind.self == Class::none) {
    return !json.contains("self") ||
           reader_.fail(place["self"], "'" + std::string(kind.name) + "' works on no object");
  }
  const auto reg = register_named(name);
  if (reg && reg->cls() == kind.self) {
    step.self = *reg;
    return true;
  }
  const Register example(kind.self, 0);
  return reader_.fail(json.contains("self") ? place["self"] : place,
                      "'" + std::string(kind.name) + "' needs 'self' to be a register such as '" +
                          holdfast::name(example) + "'" +
                          (name.empty() ? "" : ", '" + name + "' is none"));
}

bool ProgramReader::read_into(const Json& json, const Place& place, Step& step) {
  if (!json.contains("into")) return true;
  std::string name;
  if (!reader_.text(json, place, "into", name)) return false;
  const auto reg = register_named(name);
  if (!reg) return reader_.fail(place["into"], "'" + name + "' is no register");
  step.into = static_cast<std::uint8_t>(reg->number());
  return true;
}

bool ProgramReader::read_arguments(const Json& json, const Place& place, Step& step) {
  std::vector<Value> arguments;
  if (const Json* args = member(json, "args")) {
    const Place inside = place["args"];
    if (!args->is_array()) {
      return reader_.fail(inside, "must be a list, this is " + std::string(describe(*args)));
    }
    if (args->size() > kMaxArguments) {
      return reader_.fail(inside, "has " + std::to_string(args->size()) +
                                      " arguments, a step takes at most " +
                                      std::to_string(kMaxArguments));
    }
    for (std::size_t i = 0; i < args->size(); ++i) {
      if (!ValueReader::read((*args)[i], inside[i], arguments.emplace_back())) return false;
    }
  }
  if (!read_keywords(json, place, arguments)) return false;
  step.arguments = static_cast<std::uint8_t>(arguments.size());
  step.first = arena_.append(arguments);
  return true;
}

bool ProgramReader::read_keywords(const Json& json, const Place& place,
                                  std::vector<Value>& arguments) {
  const Json* kwargs = member(json, "kwargs");
  if (kwargs == nullptr) return true;
  const Place inside = place["kwargs"];
  if (!reader_.expect_object(*kwargs, inside, "kwargs")) return false;
  if (arguments.size() + kwargs->size() > kMaxArguments) {
    return reader_.fail(
        inside, "too many arguments, a step takes at most " + std::to_string(kMaxArguments));
  }
  for (const auto& item : kwargs->items()) {
    std::uint8_t keyword = 0;
    while (keyword < kKeywords.size() && kKeywords[keyword] != item.key()) ++keyword;
    if (keyword == kKeywords.size()) {
      return reader_.fail(inside[item.key()],
                          "'" + item.key() + "' is no keyword that this holdfast knows");
    }
    Value& value = arguments.emplace_back();
    if (!ValueReader::read(item.value(), inside[item.key()], value)) return false;
    value.keyword = static_cast<std::uint8_t>(keyword + 1);
  }
  return true;
}

bool ProgramReader::read_block(const Json& json, const Place& place, std::string_view key,
                               Value& block) {
  block = Arena::block(0, 0);
  const Json* steps = member(json, key);
  if (steps == nullptr) return true;
  const Place inside = place[key];
  if (!steps->is_array()) {
    return reader_.fail(inside,
                        "must be a list of steps, this is " + std::string(describe(*steps)));
  }
  if (steps->empty()) return true;
  if (nesting_ == kMaxNesting) {
    return reader_.fail(inside, "steps nested deeper than " + std::to_string(kMaxNesting));
  }
  const std::size_t outer = nesting_;
  block = program_.room_for_block(static_cast<std::uint32_t>(steps->size()));
  for (std::size_t i = 0; i < steps->size(); ++i) {
    Step step;
    if (!read_step((*steps)[i], inside[i], outer + 1, step)) return false;
    program_.nested[block.offset + i] = step;
  }
  nesting_ = outer;
  return true;
}

bool ProgramReader::read_answer(const Json& json, const Place& place, Value& answer,
                                std::size_t depth) {
  if (json.is_object() && json.contains("raises")) {
    answer = Arena::plain(Kind::raising);
    const Json& truth = json["raises"];
    return (json.size() == 1 && truth.is_boolean() && truth.get<bool>()) ||
           reader_.fail(place, "must be {\"raises\": true} and nothing else");
  }
  return ValueReader::read(json, place, answer, depth + 1);
}

bool ProgramReader::read_item(const Json& json, const Place& place, Kind container, Value& value,
                              std::size_t depth) {
  if (container != Kind::iterator || !json.is_object()) {
    return ValueReader::read_item(json, place, container, value, depth);
  }
  if (!json.contains("runs") || json.size() != 1) return read_answer(json, place, value, depth - 1);
  return read_block(json, place, "runs", value);
}

bool ProgramReader::read_custom(Hook hook, const Json& json, const Place& place, Value& value,
                                std::size_t depth) {
  const std::string key(names_of(hook).key);
  const std::string third(names_of(hook).third);
  std::array<Value, 3> items;
  const bool known = third.empty() ? reader_.only_keys(json, place, {key, "runs"})
                                   : reader_.only_keys(json, place, {key, "runs", third});
  if (!known || !read_block(json, place, "runs", items[0]) ||
      !read_answer(json[key], place[key], items[1], depth) ||
      !read_third(hook, json, place, items[2], depth)) {
    return false;
  }
  const bool raises = items[1].kind == Kind::raising;
  if (hook == Hook::eq && items[1].kind != Kind::boolean && !raises) {
    return reader_.fail(place[key], "must be true, false or {\"raises\": true}");
  }
  if (answers_integer(hook) && items[1].kind != Kind::integer && !raises) {
    return reader_.fail(place[key], "must be an integer of 64 bits or {\"raises\": true}");
  }
  value = arena_.custom(hook, std::span(items).first(parts_of(hook)));
  return true;
}

bool ProgramReader::read_third(Hook hook, const Json& json, const Place& place, Value& value,
                               std::size_t depth) {
  const std::string key(names_of(hook).third);
  if (key.empty() || hook == Hook::buffer) return read_block(json, place, key, value);
  if (!json.contains(key)) return reader_.fail(place, "wants '" + key + "'");
  if (!ValueReader::read(json[key], place[key], value, depth + 1)) return false;
  if (takes_third(hook, value.kind)) return true;
  return reader_.fail(place[key], hook == Hook::hint ? "must be {\"iter\": [...]} or a list"
                                                     : "must be {\"bytes\": \"...\"}");
}

bool ProgramReader::read_hostile(std::string_view key, const Json& json, const Place& place,
                                 Value& value, std::size_t depth) {
  for (std::size_t i = 0; i < kHooks; ++i) {
    const std::string name(kHookNames[i].key);
    if (json.contains(name)) return read_custom(static_cast<Hook>(i), json, place, value, depth);
  }
  if (json.contains("iter")) {
    if (!reader_.only_keys(json, place, {"iter"})) return false;
    return read_items(json["iter"], place["iter"], Kind::iterator, value, depth);
  }
  return ValueReader::read_hostile(key, json, place, value, depth);
}

bool read_program(JsonReader& reader, const Json& json, const Place& place, Program& program,
                  std::string& id, std::string& why) {
  if (!reader.expect_object(json, place, "a program")) return false;
  if (!reader.text(json, place, "id", id)) return false;
  if (!id.empty()) reader.enter_program(id);
  if (!reader.only_keys(json, place, {"id", "why", "steps"}) ||
      !reader.text(json, place, "why", why)) {
    return false;
  }
  const Json* steps = member(json, "steps");
  if (steps == nullptr) return reader.fail(place, "a program has no 'steps'");
  if (!ProgramReader(reader, program).read_steps(*steps, place["steps"])) return false;
  if (id.empty()) {
    id = program_id(program);
    reader.enter_program(id);
  }
  return true;
}

}  // namespace holdfast

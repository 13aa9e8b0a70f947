// SPDX-License-Identifier: MIT
#include "harness/json_reader.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace holdfast {

std::string Place::pointer() const {
  if (parent == nullptr) return {};
  std::string text = parent->pointer() + "/";
  if (is_index) return text + std::to_string(index);
  for (const char letter : key) {
    if (letter == '~') {
      text += "~0";
    } else if (letter == '/') {
      text += "~1";
    } else {
      text += letter;
    }
  }
  return text;
}

bool JsonReader::fail(const Place& place, std::string_view what) {
  if (!error_.message.empty()) return false;
  error_.message = file_ + ": ";
  if (program_) error_.message += "program '" + *program_ + "' ";
  if (step_) error_.message += "step " + std::to_string(*step_) + " ";
  const std::string pointer = place.pointer();
  if (!pointer.empty()) {
    error_.message += "(" + pointer + "): ";
  } else if (program_) {
    error_.message.back() = ':';
    error_.message += ' ';
  }
  error_.message += what;
  return false;
}

bool JsonReader::expect_object(const Json& json, const Place& place, std::string_view what) {
  if (json.is_object()) return true;
  return fail(place,
              std::string(what) + " must be an object, this is " + std::string(describe(json)));
}

bool JsonReader::only_keys(const Json& json, const Place& place,
                           std::initializer_list<std::string_view> keys) {
  for (const auto& item : json.items()) {
    if (std::ranges::find(keys, item.key()) != keys.end()) continue;
    std::string known;
    for (const std::string_view key : keys) known.append(known.empty() ? "" : ", ").append(key);
    return fail(place, "unknown key '" + item.key() + "'; known here: " + known);
  }
  return true;
}

bool JsonReader::text(const Json& json, const Place& place, std::string_view key,
                      std::string& text) {
  const Json* found = member(json, key);
  if (found == nullptr) return true;
  if (!found->is_string()) {
    return fail(place[key], "must be a string, this is " + std::string(describe(*found)));
  }
  text = found->get_ref<const std::string&>();
  return true;
}

bool JsonReader::boolean(const Json& json, const Place& place, std::string_view key, bool& truth) {
  const Json* found = member(json, key);
  if (found == nullptr) return true;
  if (!found->is_boolean()) {
    return fail(place[key], "must be true or false, this is " + std::string(describe(*found)));
  }
  truth = found->get<bool>();
  return true;
}

bool JsonReader::integer(const Json& json, const Place& place, std::string_view key,
                         std::int64_t& number) {
  const Json* found = member(json, key);
  if (found == nullptr) return true;
  const bool fits = found->is_number_integer() &&
                    !(found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX);
  if (!fits) {
    return fail(place[key],
                "must be an integer of 64 bits, this is " + std::string(describe(*found)));
  }
  number = found->get<std::int64_t>();
  return true;
}

std::expected<Json, InputError> parse_json(std::string_view text, std::string_view file) {
  const std::string name(file);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return std::unexpected(InputError{name + ": is empty, a JSON document is expected"});
  }
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error ..."
    std::string_view what = error.what();
    if (const auto end = what.find("] "); end != std::string_view::npos)
      what.remove_prefix(end + 2);
    std::string message = name + ": not JSON: " + std::string(what);
    if (what.find("unexpected end of input") != std::string_view::npos) {
      message += "; the file seems to be cut short";
    }
    return std::unexpected(InputError{message});
  }
}

const Json* member(const Json& json, std::string_view key) {
  if (!json.is_object()) return nullptr;
  const auto found = json.find(key);
  return found == json.end() ? nullptr : &*found;
}

std::string_view describe(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::object:
      return "an object";
    case Json::value_t::array:
      return "a list";
    case Json::value_t::string:
      return "a string";
    case Json::value_t::boolean:
      return "true or false";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return "an integer";
    case Json::value_t::number_float:
      return "a number with a fraction or beyond 64 bits";
    default:
      return "something else";
  }
}

}  // namespace holdfast

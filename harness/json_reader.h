// SPDX-License-Identifier: MIT
//
// What every reader of JSON here shares: parsing a document, and errors that say where. Internal to
// the JSON spelling: the only headers that know nlohmann's names are this one and json_values.h.
//
// A reader is a chain of calls that return false once something is wrong; the first complaint is
// kept. A Place costs nothing until it is needed: it is a list on the stack, from leaf to root.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "harness/input_error.h"

namespace holdfast {

using Json = nlohmann::ordered_json;

// A position in a document.
struct Place {
  const Place* parent = nullptr;
  std::string_view key;   // of an object's member
  std::size_t index = 0;  // of an array's element
  bool is_index = false;

  [[nodiscard]] Place operator[](std::string_view member) const { return {this, member, 0, false}; }
  [[nodiscard]] Place operator[](std::size_t element) const { return {this, {}, element, true}; }
  // As RFC 6901 writes it; the root is the empty string.
  [[nodiscard]] std::string pointer() const;
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view file) : file_(file) {}

  // What is being read; shown in complaints.
  void enter_program(std::string_view id) { program_ = id, step_.reset(); }
  void enter_step(std::size_t step) { step_ = step; }
  void leave_step() { step_.reset(); }
  void leave_program() { program_.reset(), step_.reset(); }

  // Keeps the first complaint and returns false. `what` is a clause: "'v2' is no register".
  bool fail(const Place& place, std::string_view what);
  [[nodiscard]] const InputError& error() const { return error_; }

  // The members of objects, checked for their type. An absent member is left alone.
  bool expect_object(const Json& json, const Place& place, std::string_view what);
  bool only_keys(const Json& json, const Place& place,
                 std::initializer_list<std::string_view> keys);
  bool text(const Json& json, const Place& place, std::string_view key, std::string& text);
  bool boolean(const Json& json, const Place& place, std::string_view key, bool& truth);
  bool integer(const Json& json, const Place& place, std::string_view key, std::int64_t& number);

 private:
  std::string file_;
  std::optional<std::string> program_;
  std::optional<std::size_t> step_;
  InputError error_;
};

// Parses `text`; the error names line and column.
std::expected<Json, InputError> parse_json(std::string_view text, std::string_view file);

// The member called `key`, or null when there is none (or `json` is no object).
const Json* member(const Json& json, std::string_view key);

// What kind of JSON this is, for complaints: "a string", "a number with a fraction".
std::string_view describe(const Json& json);

}  // namespace holdfast

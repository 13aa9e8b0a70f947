// SPDX-License-Identifier: MIT
//
// Values in JSON, read and written, as the table in traces/FORMAT.md defines them. Internal to the
// JSON spelling (see json_reader.h). What is special about arguments - objects that run steps - is
// left to the reader of programs, which derives from ValueReader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/json_reader.h"
#include "harness/value.h"

namespace holdfast {

class ValueReader {
 public:
  ValueReader(JsonReader& reader, Arena& arena) : reader_(reader), arena_(arena) {}
  virtual ~ValueReader() = default;
  ValueReader(const ValueReader&) = delete;
  ValueReader& operator=(const ValueReader&) = delete;

  // Reads one value; what it holds goes to the arena.
  bool read(const Json& json, const Place& place, Value& value) {
    return read(json, place, value, 0);
  }

  // Reads hexadecimal contents as a value of that kind.
  bool read_hex(const Json& json, const Place& place, Kind kind, Value& value);

 protected:
  bool read(const Json& json, const Place& place, Value& value, std::size_t depth);
  bool read_items(const Json& json, const Place& place, Kind kind, Value& value, std::size_t depth);
  // An object whose first key is none of a plain value's.
  virtual bool read_hostile(std::string_view key, const Json& json, const Place& place,
                            Value& value, std::size_t depth);
  // An item of a list, tuple, slice or iterator.
  virtual bool read_item(const Json& json, const Place& place, Kind container, Value& value,
                         std::size_t depth);

  JsonReader& reader_;
  Arena& arena_;

 private:
  bool read_object(const Json& json, const Place& place, Value& value, std::size_t depth);
  bool read_integer(const Json& json, const Place& place, Value& value);
  bool read_big(const Json& json, const Place& place, Value& value);
  bool read_real(const Json& json, const Place& place, Value& value);
  bool read_encoded_text(const Json& json, const Place& place, Value& value);
  bool read_reference(const Json& json, const Place& place, Value& value);
};

// Writing; each appends to `out`.
void write_hex(std::string& out, std::span<const std::uint8_t> contents);
void write_text(std::string& out, std::string_view utf8);  // quoted
void write_real(std::string& out, double number);          // 0x1.8000000000000p+0, nan:...
// Any value without blocks or hostile items; those are for the writer of programs.
void write_plain(std::string& out, const Arena& arena, Value value);
// A str value: quoted, or {"str": ...} where JSON has no spelling for it.
void write_str(std::string& out, std::string_view utf8);
// An int value: a number, or {"int": ...} where JSON parsers may lose digits.
void write_integer(std::string& out, std::int64_t number);
void write_big(std::string& out, std::span<const std::uint8_t> twos_complement);

}  // namespace holdfast

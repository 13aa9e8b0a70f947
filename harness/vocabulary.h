// SPDX-License-Identifier: MIT
//
// The vocabulary: every step kind there is, as one table. All spellings, the generators, the
// coverage table and the subjects read it, so a new step kind is a new row here plus what it does
// in impl/ and model/.
//
// Rows are only ever added at the end: a row's place is its number in the byte spelling, and old
// corpora must keep their meaning.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "harness/register.h"

namespace holdfast {

// A step kind: the place of its row in the table.
enum class Op : std::uint16_t {};

// How Python writes a step.
enum class Form : std::uint8_t {
  construct,      // bytearray(args)
  method,         // b.append(args)
  static_method,  // bytearray.fromhex(args)
  builtin,        // len(b)
  property,       // v.nbytes
  dereference,    // w(): what a weak reference refers to
  variable,       // view: what the code that runs the step calls so
  get_item,       // b[key]
  set_item,       // b[key] = value
  del_item,       // del b[key]
  binary,         // b + value: the operator is in `python`
  reflected,      // value in b: the operator is in `python`
  in_place,       // b += value
  drop,           // del b: forget the register
};

// True where Python writes a call: such a step may have any number of arguments, and keywords. The
// other forms always have exactly the arguments that their syntax has.
constexpr bool is_call(Form form) {
  return form == Form::construct || form == Form::method || form == Form::static_method;
}

// True where Python looks up what may have been there before: such a step may give an object that
// some register holds already.
constexpr bool is_lookup(Form form) {
  return form == Form::property || form == Form::dereference || form == Form::variable;
}

// What an argument is meant to be. Generators and the byte spelling prefer such values; any other
// value is still allowed, since wrong arguments are part of the vocabulary.
enum class Param : std::uint8_t {
  byte,           // an integer, 0 to 255 is accepted
  index,          // a position in the object, negative ones count from the end
  size,           // a length or a count of bytes
  times,          // a factor or a limit, mostly small
  position,       // a position in a stream or mapping
  key,            // a subscript: an integer or a slice
  slice,          // a slice
  source,         // what a constructor takes: bytes-like, size or iterable
  buffer,         // a bytes-like object
  items,          // a bytes-like object or an iterable of integers
  value,          // what can be assigned to a subscript: a byte, a bytes-like object, an iterable
  needle,         // a byte or a bytes-like object
  bound,          // start or end of a search: an integer or None
  memory,         // an object that exports a buffer, most often one in a register
  text,           // a str
  flag,           // a bool
  flags,          // PyBUF_* flags
  format,         // a struct format
  shape,          // a list or tuple of sizes
  any,            // anything at all
  parts,          // an iterable of bytes-like objects
  affix,          // a bytes-like object, or a tuple of them
  values,         // what % formats: a tuple of values, or one value
  separator,      // a bytes-like object, or None
  contents,       // a bytes object: what a file holds
  mode,           // how a file is open
  fileno,         // a file, or -1
  map_size,       // the length of a mapping: 0 or up to the size of the file
  map_flags,      // MAP_SHARED, MAP_PRIVATE, MAP_ANONYMOUS
  map_prot,       // PROT_READ, PROT_WRITE
  access,         // ACCESS_DEFAULT to ACCESS_COPY
  page,           // an offset: a multiple of the page size
  advice,         // what madvise() takes
  whence,         // 0, 1, 2
  initial,        // what a stream is made from: mostly bytes, also another bytes-like object
  limit,          // how much to read or keep at the most: a size, or None
  state,          // what __setstate__ takes: a tuple of contents, a position and None
  item,           // what an element of a view may be equal to
  strides,        // the strides of a layout, or None
  offset,         // where the first element of a layout is
  layout_format,  // a struct format, native or not
  layout_flags,   // what an exporter for tests is like
};

inline constexpr std::size_t kParams = 42;
inline constexpr std::size_t kMaxParams = 6;

struct StepKind {
  std::string_view name;     // "bytearray.append", as traces spell it
  Class self = Class::none;  // the class of the object in `Step::self`, none for constructors
  Form form = Form::method;
  std::string_view python;  // the method, function, property or operator as Python writes it
  Classes makes;            // the classes of object that it may make
  std::array<Param, kMaxParams> params{};
  std::uint8_t required = 0;  // arguments it cannot do without
  std::uint8_t accepted = 0;  // arguments it takes at the most
};

// All step kinds; a row's index is its Op.
std::span<const StepKind> vocabulary();

// The row of `op`.
const StepKind& kind_of(Op op);

// The step kind called `name`, or nothing. Not for the path of a step.
std::optional<Op> op_named(std::string_view name);

// The keyword names that arguments can carry; Value::keyword is 1 + the index here. "bogus" is one
// that no callable accepts. Only ever added to at the end.
inline constexpr std::array<std::string_view, 25> kKeywords = {
    "source", "encoding", "errors",     "sep",    "maxsplit",      "keepends", "bytes_per_sep",
    "object", "format",   "shape",      "order",  "initial_bytes", "tabsize",  "delete",
    "size",   "flags",    "bogus",      "fileno", "length",        "prot",     "access",
    "offset", "trackfd",  "generation", "buffer"};

}  // namespace holdfast

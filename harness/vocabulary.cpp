// SPDX-License-Identifier: MIT
#include "harness/vocabulary.h"

#include <algorithm>

namespace holdfast {
namespace {

using enum Class;
using enum Form;
using enum Param;

// clang-format off
constexpr StepKind kVocabulary[] = {
    // name                        self        form       python         makes       params                       required accepted
    {"bytearray",                  none,       construct, "bytearray",   bytearray,  {source, text, text},              0, 3},
    {"bytearray.__len__",          bytearray,  builtin,   "len",         none,       {},                                0, 0},
    {"bytearray.__getitem__",      bytearray,  get_item,  "",            bytearray,  {key},                             1, 1},
    {"bytearray.__setitem__",      bytearray,  set_item,  "",            none,       {key, value},                      2, 2},
    {"bytearray.__delitem__",      bytearray,  del_item,  "",            none,       {key},                             1, 1},
    {"bytearray.append",           bytearray,  method,    "append",      none,       {byte},                            1, 1},
    {"bytearray.extend",           bytearray,  method,    "extend",      none,       {items},                           1, 1},
    {"bytearray.insert",           bytearray,  method,    "insert",      none,       {index, byte},                     2, 2},
    {"bytearray.pop",              bytearray,  method,    "pop",         none,       {index},                           0, 1},
    {"bytearray.__iadd__",         bytearray,  in_place,  "+=",          none,       {buffer},                          1, 1},
    {"bytearray.clear",            bytearray,  method,    "clear",       none,       {},                                0, 0},
    {"bytearray.resize",           bytearray,  method,    "resize",      none,       {size},                            1, 1},
    {"bytearray.find",             bytearray,  method,    "find",        none,       {needle, bound, bound},            1, 3},
    {"bytearray.__alloc__",        bytearray,  method,    "__alloc__",   none,       {},                                0, 0},
    {"bytearray.drop",             bytearray,  drop,      "",            none,       {},                                0, 0},
    {"memoryview",                 none,       construct, "memoryview",  memoryview, {memory},                          1, 1},
    {"memoryview.release",         memoryview, method,    "release",     none,       {},                                0, 0},
    {"memoryview.__len__",         memoryview, builtin,   "len",         none,       {},                                0, 0},
    {"memoryview.__getitem__",     memoryview, get_item,  "",            memoryview, {key},                             1, 1},
    {"memoryview.__setitem__",     memoryview, set_item,  "",            none,       {key, value},                      2, 2},
    {"memoryview.tobytes",         memoryview, method,    "tobytes",     none,       {},                                0, 1},
    {"memoryview.obj",             memoryview, property,  "obj",         bytearray,  {},                                0, 0},
    {"memoryview.drop",            memoryview, drop,      "",            none,       {},                                0, 0},
};
// clang-format on

}  // namespace

std::span<const StepKind> vocabulary() { return kVocabulary; }

const StepKind& kind_of(Op op) { return kVocabulary[static_cast<std::size_t>(op)]; }

std::optional<Op> op_named(std::string_view name) {
  const auto* row = std::ranges::find(kVocabulary, name, &StepKind::name);
  if (row == std::ranges::end(kVocabulary)) return std::nullopt;
  return static_cast<Op>(row - std::ranges::begin(kVocabulary));
}

}  // namespace holdfast

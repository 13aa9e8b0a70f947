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
    {"bytearray.__add__",          bytearray,  binary,    "+",           bytearray,  {buffer},                          1, 1},
    {"bytearray.__radd__",         bytearray,  reflected, "+",           bytearray,  {buffer},                          1, 1},
    {"bytearray.__mul__",          bytearray,  binary,    "*",           bytearray,  {times},                           1, 1},
    {"bytearray.__rmul__",         bytearray,  reflected, "*",           bytearray,  {times},                           1, 1},
    {"bytearray.__imul__",         bytearray,  in_place,  "*=",          none,       {times},                           1, 1},
    {"bytearray.__mod__",          bytearray,  binary,    "%",           bytearray,  {values},                          1, 1},
    {"bytearray.__contains__",     bytearray,  reflected, "in",          none,       {needle},                          1, 1},
    {"bytearray.__eq__",           bytearray,  binary,    "==",          none,       {buffer},                          1, 1},
    {"bytearray.__ne__",           bytearray,  binary,    "!=",          none,       {buffer},                          1, 1},
    {"bytearray.__lt__",           bytearray,  binary,    "<",           none,       {buffer},                          1, 1},
    {"bytearray.__le__",           bytearray,  binary,    "<=",          none,       {buffer},                          1, 1},
    {"bytearray.__gt__",           bytearray,  binary,    ">",           none,       {buffer},                          1, 1},
    {"bytearray.__ge__",           bytearray,  binary,    ">=",          none,       {buffer},                          1, 1},
    {"bytearray.__hash__",         bytearray,  builtin,   "hash",        none,       {},                                0, 0},
    {"bytearray.__repr__",         bytearray,  builtin,   "repr",        none,       {},                                0, 0},
    {"bytearray.__str__",          bytearray,  builtin,   "str",         none,       {},                                0, 0},
    {"bytearray.__sizeof__",       bytearray,  method,    "__sizeof__",  none,       {},                                0, 0},
    {"bytearray.__reduce__",       bytearray,  method,    "__reduce__",  none,       {},                                0, 0},
    {"bytearray.__reduce_ex__",    bytearray,  method,    "__reduce_ex__", none,     {times},                           0, 1},
    {"bytearray.__iter__",         bytearray,  builtin,   "iter",        iterator,   {},                                0, 0},
    {"bytearray.remove",           bytearray,  method,    "remove",      none,       {byte},                            1, 1},
    {"bytearray.reverse",          bytearray,  method,    "reverse",     none,       {},                                0, 0},
    {"bytearray.copy",             bytearray,  method,    "copy",        bytearray,  {},                                0, 0},
    {"bytearray.rfind",            bytearray,  method,    "rfind",       none,       {needle, bound, bound},            1, 3},
    {"bytearray.index",            bytearray,  method,    "index",       none,       {needle, bound, bound},            1, 3},
    {"bytearray.rindex",           bytearray,  method,    "rindex",      none,       {needle, bound, bound},            1, 3},
    {"bytearray.count",            bytearray,  method,    "count",       none,       {needle, bound, bound},            1, 3},
    {"bytearray.startswith",       bytearray,  method,    "startswith",  none,       {affix, bound, bound},             1, 3},
    {"bytearray.endswith",         bytearray,  method,    "endswith",    none,       {affix, bound, bound},             1, 3},
    {"bytearray.replace",          bytearray,  method,    "replace",     bytearray,  {buffer, buffer, times},           2, 3},
    {"bytearray.split",            bytearray,  method,    "split",       none,       {separator, times},                0, 2},
    {"bytearray.rsplit",           bytearray,  method,    "rsplit",      none,       {separator, times},                0, 2},
    {"bytearray.splitlines",       bytearray,  method,    "splitlines",  none,       {flag},                            0, 1},
    {"bytearray.partition",        bytearray,  method,    "partition",   none,       {buffer},                          1, 1},
    {"bytearray.rpartition",       bytearray,  method,    "rpartition",  none,       {buffer},                          1, 1},
    {"bytearray.strip",            bytearray,  method,    "strip",       bytearray,  {separator},                       0, 1},
    {"bytearray.lstrip",           bytearray,  method,    "lstrip",      bytearray,  {separator},                       0, 1},
    {"bytearray.rstrip",           bytearray,  method,    "rstrip",      bytearray,  {separator},                       0, 1},
    {"bytearray.translate",        bytearray,  method,    "translate",   bytearray,  {separator, buffer},               1, 2},
    {"bytearray.maketrans",        none,       static_method, "bytearray.maketrans", none, {buffer, buffer},             2, 2},
    {"bytearray.join",             bytearray,  method,    "join",        bytearray,  {parts},                           1, 1},
    {"bytearray.center",           bytearray,  method,    "center",      bytearray,  {size, buffer},                    1, 2},
    {"bytearray.ljust",            bytearray,  method,    "ljust",       bytearray,  {size, buffer},                    1, 2},
    {"bytearray.rjust",            bytearray,  method,    "rjust",       bytearray,  {size, buffer},                    1, 2},
    {"bytearray.zfill",            bytearray,  method,    "zfill",       bytearray,  {size},                            1, 1},
    {"bytearray.expandtabs",       bytearray,  method,    "expandtabs",  bytearray,  {times},                           0, 1},
    {"bytearray.capitalize",       bytearray,  method,    "capitalize",  bytearray,  {},                                0, 0},
    {"bytearray.lower",            bytearray,  method,    "lower",       bytearray,  {},                                0, 0},
    {"bytearray.upper",            bytearray,  method,    "upper",       bytearray,  {},                                0, 0},
    {"bytearray.swapcase",         bytearray,  method,    "swapcase",    bytearray,  {},                                0, 0},
    {"bytearray.title",            bytearray,  method,    "title",       bytearray,  {},                                0, 0},
    {"bytearray.isalnum",          bytearray,  method,    "isalnum",     none,       {},                                0, 0},
    {"bytearray.isalpha",          bytearray,  method,    "isalpha",     none,       {},                                0, 0},
    {"bytearray.isascii",          bytearray,  method,    "isascii",     none,       {},                                0, 0},
    {"bytearray.isdigit",          bytearray,  method,    "isdigit",     none,       {},                                0, 0},
    {"bytearray.islower",          bytearray,  method,    "islower",     none,       {},                                0, 0},
    {"bytearray.isspace",          bytearray,  method,    "isspace",     none,       {},                                0, 0},
    {"bytearray.istitle",          bytearray,  method,    "istitle",     none,       {},                                0, 0},
    {"bytearray.isupper",          bytearray,  method,    "isupper",     none,       {},                                0, 0},
    {"bytearray.hex",              bytearray,  method,    "hex",         none,       {text, times},                     0, 2},
    {"bytearray.fromhex",          none,       static_method, "bytearray.fromhex", bytearray, {text},                   1, 1},
    {"bytearray.decode",           bytearray,  method,    "decode",      none,       {text, text},                      0, 2},
    {"bytearray.removeprefix",     bytearray,  method,    "removeprefix", bytearray, {buffer},                          1, 1},
    {"bytearray.removesuffix",     bytearray,  method,    "removesuffix", bytearray, {buffer},                          1, 1},
    {"iterator.__next__",          iterator,   builtin,   "next",        none,       {},                                0, 0},
    {"iterator.__length_hint__",   iterator,   method,    "__length_hint__", none,   {},                                0, 0},
    {"iterator.__iter__",          iterator,   builtin,   "iter",        none,       {},                                0, 0},
    {"iterator.drop",              iterator,   drop,      "",            none,       {},                                0, 0},
    {"bytearray.__init__",         bytearray,  method,    "__init__",    none,       {source, text, text},              0, 3},
    {"bytearray.__bool__",         bytearray,  builtin,   "bool",        none,       {},                                0, 0},
    {"bytearray.__rmod__",         bytearray,  method,    "__rmod__",    bytearray,  {memory},                          1, 1},
    {"bytearray.__buffer__",       bytearray,  method,    "__buffer__",  memoryview, {flags},                           1, 1},
    {"bytearray.__release_buffer__", bytearray, method,   "__release_buffer__", none, {memory},                         1, 1},
    {"iterator.__setstate__",      iterator,   method,    "__setstate__", none,      {index},                           1, 1},
    {"iterator.__reduce__",        iterator,   method,    "__reduce__",  none,       {},                                0, 0},
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

// SPDX-License-Identifier: MIT
//
// What a user of the installed libraries writes: an exported bytearray refuses to be resized.
#include <cstdio>

#include <holdfast/harness/program.h>
#include <holdfast/impl/bytearray.h>

int main() {
  const auto array = holdfast::impl::ByteArray::zeros(3).value();
  const holdfast::impl::ByteArray::Pin pin(*array);
  const auto refused = array->resize(4);
  if (refused || !holdfast::check(holdfast::Program{}).empty()) return 1;
  std::puts(refused.error().describe().c_str());
  return array->size() == 3 ? 0 : 1;
}

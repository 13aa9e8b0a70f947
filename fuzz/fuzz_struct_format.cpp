// SPDX-License-Identifier: MIT
//
// Fuzz target: formats of the struct module. The implementation and the model accept the same ones
// and make the same of them; what is packed is unpacked to the same bytes' worth of memory.
//
// Input: the format up to the first newline, behind it the memory of one element.
#include <algorithm>
#include <vector>

#include "fuzz/parser_target.h"
#include "impl/sequence.h"
#include "impl/struct_format.h"
#include "model/elements.h"

namespace {

using namespace holdfast;
using fuzz::require;

constexpr std::int64_t kMostBytes = 4096;

// The memory of the values that this memory holds.
std::vector<std::uint8_t> repacked(const impl::StructFormat& format,
                                   const std::vector<std::uint8_t>& memory) {
  const auto values = format.unpack(memory.data());
  require(values.has_value(), "any memory has values in it");
  std::vector<std::uint8_t> made(memory.size());
  const auto packed = format.pack(values->as<impl::Tuple>()->items(), made.data());
  require(packed.has_value(), "what was unpacked can be packed");
  return made;
}

void run(std::string_view text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view format = text.substr(0, end);
  const auto compiled = impl::StructFormat::compile(format);
  const auto predicted = model::struct_format(format);
  require(compiled.has_value() == predicted.has_value(), "both accept the format, or none");
  if (!compiled) return;
  require(compiled->size() == predicted->size, "both make it so many bytes");
  require(compiled->values() == static_cast<std::int64_t>(predicted->count),
          "both make it so many values");
  if (compiled->size() == 0 || compiled->size() > kMostBytes || compiled->values() > kMostBytes)
    return;
  // No value of a program is a complex number: what is unpacked of one cannot be given back.
  if (format.find_first_of("FD") != std::string_view::npos) return;
  const auto size = static_cast<std::size_t>(compiled->size());
  std::vector<std::uint8_t> memory(size);
  std::ranges::copy(text.substr(std::min(end + 1, text.size())).substr(0, size), memory.begin());
  // The first time padding becomes zero and every NaN the usual one; from then on nothing changes.
  const auto once = repacked(*compiled, memory);
  require(repacked(*compiled, once) == once, "values are packed as they were unpacked");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  run(fuzz::text_of({data, size}));
  return 0;
}

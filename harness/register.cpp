// SPDX-License-Identifier: MIT
#include "harness/register.h"

#include <algorithm>
#include <charconv>

namespace holdfast {

std::string name(Register reg) {
  std::string text(1, kRegisterLetters[static_cast<std::size_t>(reg.cls())]);
  if (reg.number() > 0) text += std::to_string(reg.number() + 1);
  return text;
}

std::optional<Register> register_named(std::string_view name) {
  if (name.empty()) return std::nullopt;
  const auto* letter = std::ranges::find(kRegisterLetters, name.front());
  if (letter == kRegisterLetters.end() || letter == kRegisterLetters.begin()) return std::nullopt;
  const auto cls = static_cast<Class>(letter - kRegisterLetters.begin());
  if (name.size() == 1) return Register(cls, 0);
  std::size_t number = 0;
  const auto* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + 1, end, number);
  // One spelling for each register: no "b1", no "b02".
  if (parsed.ec != std::errc{} || parsed.ptr != end || name[1] == '0') return std::nullopt;
  if (number < 2 || number > kRegistersPerClass) return std::nullopt;
  return Register(cls, number - 1);
}

}  // namespace holdfast

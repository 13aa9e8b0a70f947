// SPDX-License-Identifier: MIT
//
// Splitting. From the end the pieces are found in reverse and then turned round.
#include "impl/bytes_split.h"

#include <algorithm>

#include "impl/bytes_text.h"

namespace holdfast::impl {
namespace {

Result<Pieces> finish(Pieces pieces, bool complete, bool reversed) {
  if (!complete) return memory_error();
  if (reversed) std::reverse(pieces.begin(), pieces.end());
  return pieces;
}

Span trimmed(Span text, bool from_end) {
  std::size_t start = 0;
  std::size_t end = text.size();
  while (!from_end && start < end && is_space(text[start])) ++start;
  while (from_end && end > start && is_space(text[end - 1])) --end;
  return text.subspan(start, end - start);
}

}  // namespace

Result<Pieces> split_at(Span text, Span separator, std::int64_t limit, bool from_end) {
  Pieces pieces;
  bool complete = true;
  while (complete && limit-- > 0) {
    const std::int64_t found = from_end ? rfind(text, separator) : find(text, separator);
    if (found == kNotFound) break;
    const auto at = static_cast<std::size_t>(found);
    if (from_end) {
      complete = pieces.push_back(text.subspan(at + separator.size()));
      text = text.first(at);
    } else {
      complete = pieces.push_back(text.first(at));
      text = text.subspan(at + separator.size());
    }
  }
  complete = complete && pieces.push_back(text);
  return finish(std::move(pieces), complete, from_end);
}

Result<Pieces> split_at_space(Span text, std::int64_t limit, bool from_end) {
  Pieces pieces;
  bool complete = true;
  text = trimmed(text, from_end);
  while (complete && !text.empty()) {
    if (limit-- <= 0) {
      // The rest is one piece, with the whitespace at its far end.
      complete = pieces.push_back(text);
      break;
    }
    std::size_t word = 0;
    const auto at = [&](std::size_t i) { return text[from_end ? text.size() - 1 - i : i]; };
    while (word < text.size() && !is_space(at(word))) ++word;
    complete = pieces.push_back(from_end ? text.last(word) : text.first(word));
    text = from_end ? text.first(text.size() - word) : text.subspan(word);
    text = trimmed(text, from_end);
  }
  return finish(std::move(pieces), complete, from_end);
}

Result<Pieces> split_lines(Span text, bool keep_ends) {
  Pieces pieces;
  bool complete = true;
  while (complete && !text.empty()) {
    const auto* end =
        std::ranges::find_if(text, [](std::uint8_t c) { return c == '\n' || c == '\r'; }).base();
    const auto line = static_cast<std::size_t>(end - text.data());
    std::size_t behind = line;
    if (behind < text.size()) {
      const bool pair =
          text[behind] == '\r' && behind + 1 < text.size() && text[behind + 1] == '\n';
      behind += pair ? 2 : 1;
    }
    complete = pieces.push_back(text.first(keep_ends ? behind : line));
    text = text.subspan(behind);
  }
  return finish(std::move(pieces), complete, false);
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// mmap: reading and writing at the position, searching, the file behind.
// Arguments come first, then whether the mapping is closed; where a method converts an argument
// later, it says so.
#include <algorithm>
#include <limits>

#include "harness/limits.h"
#include "harness/machine.h"
#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

// MADV_DONTNEED and MADV_WILLNEED.
constexpr std::int64_t kDontNeed = 4;
constexpr std::int64_t kWillNeed = 3;

Result<> check_open(const Mapping& mapping) {
  if (mapping.closed) return raise(Exception::ValueError);
  return {};
}

// Open, and not ACCESS_READ.
Result<> check_writable(const Mapping& mapping) {
  if (mapping.closed) return raise(Exception::ValueError);
  if (mapping.access == Access::read) return raise(Exception::TypeError);
  return {};
}

// `count` bytes from the position on, which moves.
Result<Value> take(Call& call, std::int64_t count) {
  auto& mapping = call.self<Mapping>();
  const std::int64_t begin = mapping.position;
  if (count > 0 && begin + count > mapping.reach()) return crash();
  mapping.position += count;
  return call.give(Kind::bytes,
                   part(mapping.window, count == 0 ? 0 : begin, count == 0 ? 0 : begin + count));
}

std::int64_t left(const Mapping& mapping) {
  return std::max<std::int64_t>(0, mapping.size() - mapping.position);
}

Result<Value> read(Call& call) {
  std::int64_t count = kMost;
  if (call.has(0) && call[0].kind != Kind::none) {
    const auto given = as_size(call, call[0]);
    if (!given) return fault(given);
    count = *given < 0 ? kMost : *given;
  }
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  return take(call, std::min(count, left(mapping)));
}

Result<Value> read_line(Call& call) {
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  std::int64_t count = 0;
  while (count < left(mapping)) {
    const std::int64_t place = mapping.position + count++;
    if (place >= mapping.reach()) return crash();
    if (mapping.window[static_cast<std::size_t>(place)] == '\n') break;
  }
  return take(call, count);
}

Result<Value> read_byte(Call& call) {
  auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  if (mapping.position >= mapping.size()) return raise(Exception::ValueError);
  if (mapping.position >= mapping.reach()) return crash();
  return Arena::integer(mapping.window[static_cast<std::size_t>(mapping.position++)]);
}

// Writes at the position, which moves.
Result<> put(Mapping& mapping, ByteSpan bytes) {
  const Contents copy(bytes.begin(), bytes.end());
  const auto count = static_cast<std::int64_t>(copy.size());
  if (count > 0 && mapping.position + count > mapping.reach()) return crash();
  bool specified = !mapping.copies_onto_itself(bytes, mapping.position);
  for (const std::uint8_t byte : copy)
    specified = mapping.put(mapping.position++, byte) && specified;
  if (!specified) return unspecified();
  return {};
}

Result<Value> write(Call& call) {
  auto loan = borrow(call, call[0]);
  if (!loan) return fault(loan);
  auto& mapping = call.self<Mapping>();
  if (const auto usable = check_writable(mapping); !usable) return fault(usable);
  const auto count = static_cast<std::int64_t>(loan->bytes().size());
  if (mapping.size() - mapping.position < count) return raise(Exception::ValueError);
  if (const auto done = put(mapping, loan->bytes()); !done) return fault(done);
  return Arena::integer(count);
}

Result<Value> write_byte(Call& call) {
  const auto number = as_size(call, call[0]);
  if (!number) return fault(number);
  if (*number < 0 || *number > 255) return raise(Exception::OverflowError);
  auto& mapping = call.self<Mapping>();
  if (const auto usable = check_writable(mapping); !usable) return fault(usable);
  if (mapping.position >= mapping.size()) return raise(Exception::ValueError);
  const auto byte = static_cast<std::uint8_t>(*number);
  return none(put(mapping, {&byte, 1}));
}

Result<Value> seek(Call& call) {
  const auto distance = as_size(call, call[0]);
  if (!distance) return fault(distance);
  std::int64_t whence = 0;
  if (call.has(1)) {
    const auto given = as_int(call, call[1]);
    if (!given) return fault(given);
    whence = *given;
  }
  auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  if (whence < 0 || whence > 2) return raise(Exception::ValueError);
  const std::int64_t from = whence == 0 ? 0 : whence == 1 ? mapping.position : mapping.size();
  if (*distance > mapping.size() - from || *distance < -from) return raise(Exception::ValueError);
  mapping.position = from + *distance;
  return Arena::integer(mapping.position);
}

Result<Value> tell(Call& call) {
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  return Arena::integer(mapping.position);
}

Result<Value> seekable(Call&) { return Arena::boolean(true); }

Result<Value> size(Call& call) {
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  if (!mapping.file) return raise(Exception::OSError);
  if (mapping.file->kind == FileKind::directory) return call.leave_open();
  return Arena::integer(mapping.file->store->size);
}

// From the position on unless a start is given; an end counts only together with a start.
Result<Value> search(Call& call, std::int64_t (*find)(ByteSpan, ByteSpan)) {
  auto needle = borrow(call, call[0]);
  if (!needle) return fault(needle);
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  std::int64_t start = mapping.position;
  std::int64_t end = mapping.size();
  if (call.has(1) && call[1].kind != Kind::none) {
    const auto given = as_size(call, call[1]);
    if (!given) return fault(given);
    start = *given;
    if (call.has(2) && call[2].kind != Kind::none) {
      const auto last = as_size(call, call[2]);
      if (!last) return fault(last);
      end = *last;
    }
  }
  if (const auto open = check_open(mapping); !open) return fault(open);
  const auto clip = [&](std::int64_t place) {
    return std::clamp<std::int64_t>(place < 0 ? place + mapping.size() : place, 0, mapping.size());
  };
  start = clip(start);
  end = clip(end);
  if (end < start) return Arena::integer(-1);
  // How far a search looks ahead is its own business.
  if (end > start && end > mapping.reach() && !needle->bytes().empty()) return unspecified();
  const std::int64_t found = find(part(mapping.window, start, end), needle->bytes());
  return Arena::integer(found < 0 ? -1 : start + found);
}

Result<Value> find(Call& call) { return search(call, find_in); }
Result<Value> rfind(Call& call) { return search(call, rfind_in); }

// The size is converted after the mapping has been looked at. Without one it is that of the whole
// mapping, whatever the offset.
Result<Value> flush(Call& call) {
  std::int64_t offset = 0;
  if (call.has(0)) {
    const auto given = as_size(call, call[0]);
    if (!given) return fault(given);
    offset = *given;
  }
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  std::int64_t size = mapping.size();
  if (call.has(1) && call[1].kind != Kind::none) {
    const auto given = as_size(call, call[1]);
    if (!given) return fault(given);
    size = *given;
  }
  if (size < 0 || offset < 0 || offset > mapping.size() || size > mapping.size() - offset) {
    return raise(Exception::ValueError);
  }
  if (mapping.access == Access::read || mapping.access == Access::copy) return Value{};
  if (offset % page_bytes() != 0) return raise(Exception::OSError);
  if (mapping.closed && size > 0) return raise(Exception::OSError);
  return Value{};
}

Result<Value> move(Call& call) {
  std::int64_t numbers[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = as_size(call, call[i]);
    if (!number) return fault(number);
    numbers[i] = *number;
  }
  const auto [destination, source, count] = numbers;
  auto& mapping = call.self<Mapping>();
  if (const auto usable = check_writable(mapping); !usable) return fault(usable);
  const std::int64_t size = mapping.size();
  if (destination < 0 || source < 0 || count < 0 || count > size || destination > size - count ||
      source > size - count) {
    return raise(Exception::ValueError);
  }
  if (count > 0 && std::max(destination, source) + count > mapping.reach()) return crash();
  const ByteSpan from = part(mapping.window, source, source + count);
  const Contents copy(from.begin(), from.end());
  bool specified = !mapping.copies_onto_itself(from, destination);
  for (std::int64_t i = 0; i < count; ++i) {
    specified = mapping.put(destination + i, copy[static_cast<std::size_t>(i)]) && specified;
  }
  if (!specified) return unspecified();
  return Value{};
}

// First the file, then the memory: when the latter is refused, the file has changed.
Result<Value> resize(Call& call) {
  const auto size = as_size(call, call[0]);
  if (!size) return fault(size);
  auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  if (mapping.exports > 0) return raise(Exception::BufferError);
  if (!mapping.trackfd) return raise(Exception::ValueError);
  if (mapping.access == Access::read || mapping.access == Access::copy) {
    return raise(Exception::TypeError);
  }
  if (*size < 0 || *size > kMost - mapping.offset) return raise(Exception::ValueError);
  if (mapping.file) {
    if (mapping.file->kind != FileKind::regular || !mapping.file->writable) {
      return raise(Exception::OSError);
    }
    if (mapping.offset + *size > static_cast<std::int64_t>(kMemoryLimit)) return unspecified();
    mapping.file->store->truncate(mapping.offset + *size);
  } else if (!mapping.is_private && *size > mapping.size()) {
    return raise(Exception::ValueError);
  }
  if (*size == 0) return raise(Exception::OSError);
  // mremap() takes no memory that the system keeps in pieces, or takes some of it.
  if (mapping.in_pieces) return unspecified();
  if (*size >= static_cast<std::int64_t>(kNeverAvailable)) return raise(Exception::OSError);
  if (*size > static_cast<std::int64_t>(kMemoryLimit)) return unspecified();
  mapping.resize(*size);
  return Value{};
}

// Of all advice only MADV_DONTNEED is seen to do something: private pages are forgotten.
void advise(Mapping& mapping, std::int64_t option, std::int64_t start, std::int64_t length) {
  if (option != kDontNeed || !mapping.is_private) return;
  const std::int64_t page = page_bytes();
  const std::int64_t first_page = (mapping.first + start) / page;
  const std::int64_t end = whole_pages(mapping.first + start + length);
  for (std::int64_t number = first_page; number * page < end; ++number) {
    mapping.copies.erase(number);
    if (!mapping.anonymous) continue;
    auto& pages = mapping.store->pages;
    std::fill_n(pages.begin() + number * page, page, std::uint8_t{0});
  }
  mapping.refresh();
}

// The length is converted after the mapping has been looked at.
Result<Value> madvise(Call& call) {
  const auto option = as_int(call, call[0]);
  if (!option) return fault(option);
  // Those that do the same everywhere; from 1000 on there is no such advice.
  static constexpr std::int64_t kKnown[] = {0, 1, 2, 3, kDontNeed, 10, 11, 16, 17};
  const bool exists = *option >= 0 && *option < 1000;
  if (exists && std::ranges::count(kKnown, *option) == 0) return unspecified();
  std::int64_t start = 0;
  if (call.has(1)) {
    const auto given = as_size(call, call[1]);
    if (!given) return fault(given);
    start = *given;
  }
  auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  std::int64_t length = mapping.size();
  if (call.has(2) && call[2].kind != Kind::none) {
    const auto given = as_size(call, call[2]);
    if (!given) return fault(given);
    length = *given;
  }
  if (start < 0 || start >= mapping.size() || length < 0) return raise(Exception::ValueError);
  if (length > kMost - start) return raise(Exception::OverflowError);
  if (const auto open = check_open(mapping); !open) return fault(open);
  length = std::min(length, mapping.size() - start);
  if (!exists) return raise(Exception::OSError);
  if (start % page_bytes() != 0) return raise(Exception::OSError);
  if (length == 0) return Value{};
  advise(mapping, *option, start, length);
  const bool lasts = *option != kWillNeed && *option != kDontNeed;
  const bool is_part = start > 0 || whole_pages(length) < whole_pages(mapping.size());
  if (lasts && is_part) mapping.in_pieces = true;
  return Value{};
}

Result<Value> close(Call& call) {
  auto& mapping = call.self<Mapping>();
  if (mapping.exports > 0) return raise(Exception::BufferError);
  mapping.close();
  return Value{};
}

Result<Value> closed(Call& call) { return Arena::boolean(call.self<Mapping>().closed); }

Result<Value> enter(Call& call) {
  if (const auto open = check_open(call.self<Mapping>()); !open) return fault(open);
  return call.make(call.target);
}

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"mmap.read", read, 0, 1},
    {"mmap.read_byte", read_byte},
    {"mmap.readline", read_line},
    {"mmap.write", write, 1, 1},
    {"mmap.write_byte", write_byte, 1, 1},
    {"mmap.seek", seek, 1, 2},
    {"mmap.tell", tell},
    {"mmap.seekable", seekable},
    {"mmap.size", size},
    {"mmap.find", find, 1, 3},
    {"mmap.rfind", rfind, 1, 3},
    {"mmap.flush", flush, 0, 2},
    {"mmap.move", move, 3, 3},
    {"mmap.resize", resize, 1, 1},
    {"mmap.madvise", madvise, 1, 3},
    {"mmap.close", close},
    {"mmap.closed", closed},
    {"mmap.__enter__", enter},
    {"mmap.__exit__", close, 3, 3},
    {"mmap.drop", drop},
};

}  // namespace

std::span<const Row> mmap_steps() { return kSteps; }

}  // namespace holdfast::model

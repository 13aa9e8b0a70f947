// SPDX-License-Identifier: MIT
//
// mmap: making and resizing mappings, reading and writing at the position, the file behind.
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

// Linux's numbers.
constexpr std::int64_t kShared = 1;
constexpr std::int64_t kPrivate = 2;
constexpr std::int64_t kAnonymous = 32;
constexpr std::int64_t kNoReserve = 0x4000;
constexpr std::int64_t kRead = 1;
constexpr std::int64_t kWrite = 2;
constexpr std::int64_t kDontNeed = 4;

// Numbers below this one may be descriptors of the process that runs the program.
constexpr std::int64_t kNobodys = 1 << 20;

struct Options {
  std::int64_t fileno = -1;
  Ref<File> file;  // in place of a number
  bool was_open = false;
  std::int64_t length = 0;
  std::int64_t flags = kShared;
  std::int64_t prot = kRead | kWrite;
  std::int64_t access = 0;
  std::int64_t offset = 0;
  bool trackfd = true;

  // A descriptor that is open.
  [[nodiscard]] bool is_open() const { return file && !file->closed; }
  [[nodiscard]] bool is_regular() const { return is_open() && file->kind == FileKind::regular; }
};

Result<> convert(Call& call, std::size_t parameter, Value value, Options& options) {
  if (parameter == 0 && call.as<File>(value, Class::file) != nullptr) {
    options.file = std::static_pointer_cast<File>(call.object(value));
    options.was_open = !options.file->closed;
    return {};
  }
  if (parameter == 6) {
    const auto truth = as_truth(call, value);
    if (!truth) return fault(truth);
    options.trackfd = *truth;
    return {};
  }
  const bool is_int = parameter != 1 && parameter != 5;
  const auto number = is_int ? as_int(call, value) : as_size(call, value);
  if (!number) return fault(number);
  std::int64_t* const targets[] = {&options.fileno, &options.length, &options.flags,
                                   &options.prot,   &options.access, &options.offset};
  *targets[parameter] = *number;
  if (parameter == 0 && *number >= 0 && *number < kNobodys) return unspecified();
  return {};
}

// The parameters one after the other, each converted when it is found; what is too much is noticed
// at the end.
Result<Options> take_options(Call& call) {
  static constexpr std::array<std::string_view, 7> kNames = {"fileno", "length", "flags",  "prot",
                                                             "access", "offset", "trackfd"};
  const std::span<const Value> given = call.model.program().arguments(call.step);
  if (given.size() > kNames.size()) return raise(Exception::TypeError);
  Options options;
  std::size_t used = 0;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto argument = std::ranges::find_if(given, [&](const Value& value) {
      if (value.keyword != 0) return kKeywords[value.keyword - 1U] == kNames[i];
      return &value - given.data() == static_cast<std::ptrdiff_t>(i);
    });
    if (argument == given.end()) {
      if (i < 2) return raise(Exception::TypeError);
      continue;
    }
    // trackfd has no position.
    if (i == 6 && argument->keyword == 0) return raise(Exception::TypeError);
    ++used;
    if (const auto done = convert(call, i, *argument, options); !done) return fault(done);
  }
  // A name that no parameter has, or one that has a position too.
  if (used != given.size()) return raise(Exception::TypeError);
  return options;
}

// What access, or else prot, lets programs do.
Result<Access> choose_access(Options& options) {
  if (options.access != 0 && (options.flags != kShared || options.prot != (kRead | kWrite))) {
    return raise(Exception::ValueError);
  }
  switch (options.access) {
    case 0:
      if ((options.prot & kWrite) == 0) return Access::read;
      return (options.prot & kRead) == 0 ? Access::write : Access::normal;
    case 1:
      options.prot = kRead;
      return Access::read;
    case 2:
      return Access::write;
    case 3:
      options.flags = kPrivate;
      return Access::copy;
    default:
      return raise(Exception::ValueError);
  }
}

// The length within a regular file.
Result<> fit_file(Options& options) {
  if (!options.is_regular()) return {};
  const std::int64_t size = options.file->store->size;
  if (options.length == 0) {
    if (options.offset >= size) return raise(Exception::ValueError);
    options.length = size - options.offset;
  } else if (options.offset > size || size - options.offset < options.length) {
    return raise(Exception::ValueError);
  }
  return {};
}

// Whether the system maps it: mmap(2).
Result<> check_system(const Options& options, bool anonymous) {
  const std::int64_t known = kShared | kPrivate | kAnonymous | kNoReserve;
  if (options.prot < 1 || options.prot > 3 || (options.flags & ~known) != 0) return unspecified();
  if (options.offset % page_bytes() != 0) return raise(Exception::OSError);
  if (!anonymous && !options.is_open()) return raise(Exception::OSError);
  if (options.length == 0) return raise(Exception::OSError);
  if (options.length >= static_cast<std::int64_t>(kNeverAvailable)) {
    return raise(Exception::OSError);
  }
  if (options.length > static_cast<std::int64_t>(kMemoryLimit)) return unspecified();
  const std::int64_t type = options.flags & (kShared | kPrivate);
  if (type == 0) return raise(Exception::OSError);
  if (anonymous) {
    if (type == (kShared | kPrivate)) return raise(Exception::OSError);
    return {};
  }
  const bool writes = type != kPrivate && (options.prot & kWrite) != 0;
  if (!options.file->readable || (writes && !options.file->writable)) {
    return raise(Exception::PermissionError);
  }
  if (options.file->kind == FileKind::directory) return raise(Exception::OSError);
  return {};
}

Result<Value> construct(Call& call) {
  auto taken = take_options(call);
  if (!taken) return fault(taken);
  Options options = *taken;
  if (options.length < 0 || options.offset < 0) return raise(Exception::OverflowError);
  const auto access = choose_access(options);
  if (!access) return fault(access);
  // Closed while other arguments were converted: the number may be that of another file by now.
  if (options.was_open && options.file->closed) return unspecified();
  if (const auto fits = fit_file(options); !fits) return fault(fits);
  const bool without_file = !options.file && options.fileno == -1;
  // The descriptor is duplicated first.
  if (!without_file && options.trackfd && !options.is_open()) return raise(Exception::OSError);
  bool anonymous = without_file || (options.flags & kAnonymous) != 0;
  if (const auto maps = check_system(options, anonymous); !maps) return fault(maps);

  const bool is_private = (options.flags & (kShared | kPrivate)) == kPrivate;
  // A device of zeros is as good as anonymous memory; only that shared memory made so is as long as
  // the mapping, and the offset leads behind it.
  const bool is_device = !anonymous && options.file->kind == FileKind::device;
  anonymous = anonymous || is_device;
  std::shared_ptr<Store> store;
  if (anonymous) {
    store = std::make_shared<Store>();
    store->truncate(options.length);
  } else {
    store = options.file->store;
  }
  const auto mapping = std::make_shared<Mapping>(call.model.census(), store, options.length);
  mapping->offset = options.offset;
  mapping->first = anonymous && (!is_device || is_private) ? 0 : options.offset;
  mapping->is_private = is_private;
  mapping->anonymous = anonymous;
  mapping->access = *access;
  mapping->trackfd = options.trackfd;
  if (!without_file && options.trackfd) mapping->file = options.file;
  mapping->refresh();
  return call.make(mapping);
}

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
  bool specified = true;
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
  bool specified = true;
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
  if (length > 0) advise(mapping, *option, start, length);
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
    {.name = "mmap", .run = construct, .binds_itself = true},
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

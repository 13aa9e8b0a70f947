// SPDX-License-Identifier: MIT
//
// mmap.mmap(...): what is asked for, whether the file has it, and whether the system gives it.
#include <algorithm>
#include <array>

#include "harness/limits.h"
#include "harness/machine.h"
#include "model/arguments.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

// Linux's numbers.
constexpr std::int64_t kShared = 1;
constexpr std::int64_t kPrivate = 2;
constexpr std::int64_t kAnonymous = 32;
constexpr std::int64_t kNoReserve = 0x4000;
constexpr std::int64_t kRead = 1;
constexpr std::int64_t kWrite = 2;

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
  // Whether there is so much memory, and whether that is asked first, depends on the machine.
  if (options.length > static_cast<std::int64_t>(kMemoryLimit) &&
      options.length < static_cast<std::int64_t>(kNeverAvailable)) {
    return unspecified();
  }
  if (options.offset % page_bytes() != 0) return raise(Exception::OSError);
  if (!anonymous && !options.is_open()) return raise(Exception::OSError);
  if (options.length == 0) return raise(Exception::OSError);
  if (options.length > static_cast<std::int64_t>(kMemoryLimit)) return raise(Exception::OSError);
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

constexpr Row kSteps[] = {
    {.name = "mmap", .run = construct, .binds_itself = true},
};

}  // namespace

std::span<const Row> mmap_construct_steps() { return kSteps; }

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
#include "subjects/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

#include "harness/limits.h"
#include "impl/bytes.h"
#include "impl/os_error.h"
#include "impl/str.h"
#include "subjects/kept_memory.h"
#include "subjects/nameless_files.h"

namespace holdfast {
namespace {

// A descriptor that nobody has open.
constexpr int kNobodys = 1 << 30;

ProgramFiles& files() { return ProgramFiles::of_this_thread(); }
KeptMemory& kept() { return KeptMemory::of_this_thread(); }

constexpr std::array<std::string_view, 5> kModes = {"r+", "r", "w", "directory", "device"};
constexpr std::int64_t kLongestFile = 1 << 20;

impl::Failure wrong_use() { return impl::type_error("this is no way to use a File"); }
impl::Failure wrong_value() { return impl::value_error("a File cannot do this"); }

FileHost& file_of(impl::Object* self) { return static_cast<FileHost&>(*self); }

impl::Result<impl::Value> construct(impl::Object* /*self*/, const impl::Arguments& arguments) {
  const auto values = arguments.values;
  if (!arguments.keywords.empty() || values.size() > 2) return wrong_use();
  std::span<const std::uint8_t> contents;
  std::string_view mode = "r+";
  if (!values.empty()) {
    const auto* bytes = values[0].as<impl::Bytes>();
    if (bytes == nullptr) return wrong_use();
    contents = bytes->contents();
  }
  if (values.size() > 1) {
    const auto* text = values[1].as<impl::Str>();
    if (text == nullptr) return wrong_use();
    mode = text->text();
  }
  if (std::ranges::count(kModes, mode) == 0 || contents.size() > kLongestFile) {
    return wrong_value();
  }
  HOLDFAST_TRY(auto file, FileHost::create(contents, mode));
  return impl::Value(std::move(file));
}

// A plain int from 0 to the size of the longest file.
impl::Result<std::int64_t> as_place(const impl::Value& value) {
  const bool is_int = value.kind() == impl::Value::Kind::integer ||
                      (value.is_object() && value.object().type() == impl::ObjectType::big_integer);
  if (!is_int) return wrong_use();
  if (!value.is_integer() || value.integer() < 0 || value.integer() > kLongestFile) {
    return wrong_value();
  }
  return value.integer();
}

impl::Result<impl::Value> truncate(impl::Object* self, const impl::Arguments& arguments) {
  if (!arguments.keywords.empty() || arguments.values.size() != 1) return wrong_use();
  HOLDFAST_TRY(const std::int64_t size, as_place(arguments.values[0]));
  if (!file_of(self).has_contents()) return wrong_value();
  file_of(self).truncate(size);
  return impl::Value::none();
}

impl::Result<impl::Value> write(impl::Object* self, const impl::Arguments& arguments) {
  if (!arguments.keywords.empty() || arguments.values.size() != 2) return wrong_use();
  const auto* bytes = arguments.values[0].as<impl::Bytes>();
  if (bytes == nullptr) return wrong_use();
  HOLDFAST_TRY(const std::int64_t offset, as_place(arguments.values[1]));
  if (!file_of(self).has_contents() || bytes->contents().size() > kLongestFile) {
    return wrong_value();
  }
  file_of(self).write(bytes->contents(), offset);
  return impl::Value::none();
}

impl::Result<impl::Value> close(impl::Object* self, const impl::Arguments& arguments) {
  if (!arguments.values.empty()) return wrong_use();
  file_of(self).close();
  return impl::Value::none();
}

// The calls that would do harm, or take more memory than a program may use, fail.
int refused(int error) {
  errno = error;
  return -1;
}

void* map(std::size_t size, int prot, int flags, int fd, std::int64_t offset) {
  constexpr int kKnownFlags = MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  const bool readable = prot >= PROT_READ && prot <= (PROT_READ | PROT_WRITE);
  const bool too_large = size > kMemoryLimit && size < kNeverAvailable;
  int error = 0;
  if (!readable || (flags & ~kKnownFlags) != 0) error = EPERM;
  if (too_large) error = ENOMEM;
  if (error != 0) {
    errno = error;
    return MAP_FAILED;
  }
  // What the system thinks of the offset is for it to say.
  const bool anonymous = (flags & MAP_ANONYMOUS) != 0 && offset == 0;
  void* memory = anonymous ? kept().take(size, prot, flags) : nullptr;
  if (memory == nullptr) {
    const int opened = files().knows(fd) ? fd : kNobodys;
    memory = impl::real_system_calls().map(size, prot, flags, opened, offset);
    if (memory == MAP_FAILED) return memory;
    if (anonymous) kept().note(memory, size, prot, flags);
  }
  NamelessFile* const file = (flags & MAP_ANONYMOUS) == 0 ? files().file_of(fd) : nullptr;
  files().note_mapping(memory, file);
  const auto end = offset + static_cast<std::int64_t>(size);
  // A device of zeros is no longer than its mapping, and an offset leads behind that.
  if (file != nullptr ? end > file->size() : offset > 0) files().note_missing();
  return memory;
}

int unmap(void* memory, std::size_t size) {
  const int done = kept().keep(memory) ? 0 : impl::real_system_calls().unmap(memory, size);
  files().forget_mapping(memory);
  return done;
}

void* remap(void* memory, std::size_t old_size, std::size_t size) {
  if (size > kMemoryLimit && size < kNeverAvailable) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  if (size > old_size) files().note_missing();
  kept().forget(memory);
  void* const moved = impl::real_system_calls().remap(memory, old_size, size);
  if (moved != MAP_FAILED) files().note_move(memory, moved);
  return moved;
}

int truncate_file(int fd, std::int64_t size) {
  NamelessFile* const file = files().file_of(fd);
  // Where the mode forbids it, the system has an answer of its own.
  const bool too_large = size > static_cast<std::int64_t>(kMemoryLimit);
  if (file != nullptr && too_large && (::fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY) {
    return refused(EFBIG);
  }
  const int done = impl::real_system_calls().truncate(fd, size);
  if (file != nullptr && done == 0) {
    if (size < file->size()) files().note_missing();
    file->note_size(size);
  }
  return done;
}

int status(int fd, impl::FileStatus* out) {
  return files().knows(fd) ? impl::real_system_calls().status(fd, out) : refused(EBADF);
}

int duplicate(int fd) {
  if (!files().knows(fd)) return refused(EBADF);
  const int made = impl::real_system_calls().duplicate(fd);
  if (made != -1) files().note_descriptor(made, files().file_of(fd));
  return made;
}

int close_duplicate(int fd) {
  files().forget_descriptor(fd);
  return impl::real_system_calls().close(fd);
}

int advise(void* memory, std::size_t size, int advice) {
  static constexpr auto kHarmless = std::to_array<int>({0, 1, 2, 3, 4, 10, 11, 16, 17});
  const bool exists = advice >= 0 && advice < 1000;
  if (exists && std::ranges::count(kHarmless, advice) == 0) return refused(EPERM);
  kept().forget(memory);
  return impl::real_system_calls().advise(memory, size, advice);
}

}  // namespace

impl::Result<impl::Ref<FileHost>> FileHost::create(std::span<const std::uint8_t> contents,
                                                   std::string_view mode) {
  HOLDFAST_TRY(auto file, impl::make<FileHost>());
  if (mode == "directory") {
    file->fd_ = ::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  } else if (mode == "device") {
    file->fd_ = ::open("/dev/zero", O_RDWR | O_CLOEXEC);
  } else {
    file->file_ = files().take();
    if (file->file_ == nullptr) return impl::os_error(errno);
    file->file_->write(contents, 0);
    file->fd_ = file->file_->opened(mode == "r+" ? O_RDWR : mode == "r" ? O_RDONLY : O_WRONLY);
  }
  if (file->fd_ == -1) return impl::os_error(errno);
  files().note_descriptor(file->fd_, file->file_);
  return file;
}

FileHost::~FileHost() {
  close();
  files().leave(file_);
}

int FileHost::fileno() const { return fd_ != -1 ? fd_ : kNobodys; }

void FileHost::truncate(std::int64_t size) const {
  if (size < file_->size()) files().note_missing();
  file_->truncate(size);
}

void FileHost::write(std::span<const std::uint8_t> contents, std::int64_t offset) const {
  file_->write(contents, offset);
}

std::span<const std::uint8_t> FileHost::contents() const {
  return has_contents() ? file_->contents() : std::span<const std::uint8_t>();
}

void FileHost::close() {
  if (fd_ == -1) return;
  files().forget_descriptor(fd_);
  if (!has_contents()) (void)::close(fd_);
  fd_ = -1;
}

impl::Callable file_callable(std::string_view name) {
  if (name == "file") return construct;
  if (name == "file.truncate") return truncate;
  if (name == "file.write") return write;
  return name == "file.close" ? close : nullptr;
}

impl::Value pass_fileno(std::span<impl::Value> values, std::span<const std::string_view> keywords) {
  const std::size_t positional = values.size() - keywords.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_fileno = i < positional ? i == 0 : keywords[i - positional] == "fileno";
    if (!is_fileno || !values[i].is_object()) continue;
    if (const auto* file = dynamic_cast<const FileHost*>(&values[i].object())) {
      return std::exchange(values[i], impl::Value::integer(file->fileno()));
    }
  }
  return {};
}

const impl::SystemCalls& program_system_calls() {
  static const impl::SystemCalls kCalls = [] {
    impl::SystemCalls calls = impl::real_system_calls();
    calls.map = map;
    calls.unmap = unmap;
    calls.remap = remap;
    calls.truncate = truncate_file;
    calls.status = status;
    calls.duplicate = duplicate;
    calls.close = close_duplicate;
    calls.advise = advise;
    return calls;
  }();
  return kCalls;
}

bool pages_may_miss() { return files().may_miss(); }

std::size_t readable(std::span<const std::uint8_t> memory) {
  // The system reads what it writes, and says EFAULT where a program would get SIGBUS.
  static const std::unique_ptr<NamelessFile> kFile = NamelessFile::create();
  static const int kScratch = kFile == nullptr ? -1 : kFile->opened(O_WRONLY);
  const std::size_t page = impl::page_size();
  std::size_t good = 0;
  while (good < memory.size() && ::pwrite(kScratch, memory.data() + good, 1, 0) == 1) good += page;
  return std::min(good, memory.size());
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
#include "subjects/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "harness/limits.h"
#include "impl/bytes.h"
#include "impl/os_error.h"
#include "impl/str.h"

namespace holdfast {
namespace {

// Descriptors of the files of this thread's programs, and duplicates of them.
std::vector<int>& program_descriptors() {
  static thread_local std::vector<int> descriptors;
  return descriptors;
}

bool is_programs(int fd) { return std::ranges::count(program_descriptors(), fd) != 0; }

void forget(int fd) { std::erase(program_descriptors(), fd); }

// A descriptor that nobody has open.
constexpr int kNobodys = 1 << 30;

int nameless_file_in(const char* folder) {
  const int fd = ::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd != -1) return fd;
  std::string path = std::string(folder) + "/holdfast-XXXXXX";
  const int named = ::mkostemp(path.data(), O_CLOEXEC);
  if (named != -1) (void)::unlink(path.c_str());
  return named;
}

int nameless_file() {
  if (const char* chosen = std::getenv("TMPDIR"); chosen != nullptr && *chosen != '\0') {
    return nameless_file_in(chosen);
  }
  const int fd = nameless_file_in("/dev/shm");
  return fd != -1 ? fd : nameless_file_in("/tmp");
}

int open_again(int fd, int flags) {
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  return ::open(path.c_str(), flags | O_CLOEXEC);
}

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
  return impl::real_system_calls().map(size, prot, flags, is_programs(fd) ? fd : kNobodys, offset);
}

void* remap(void* memory, std::size_t old_size, std::size_t size) {
  if (size > kMemoryLimit && size < kNeverAvailable) {
    errno = ENOMEM;
    return MAP_FAILED;
  }
  return impl::real_system_calls().remap(memory, old_size, size);
}

int truncate_file(int fd, std::int64_t size) {
  // Where the mode forbids it, the system has an answer of its own.
  struct stat file{};
  const bool is_regular = ::fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
  const bool writable = (::fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY;
  const bool too_large = size > static_cast<std::int64_t>(kMemoryLimit);
  if (is_regular && writable && too_large) return refused(EFBIG);
  return impl::real_system_calls().truncate(fd, size);
}

int status(int fd, impl::FileStatus* out) {
  return is_programs(fd) ? impl::real_system_calls().status(fd, out) : refused(EBADF);
}

int duplicate(int fd) {
  if (!is_programs(fd)) return refused(EBADF);
  const int made = impl::real_system_calls().duplicate(fd);
  if (made != -1) program_descriptors().push_back(made);
  return made;
}

int close_duplicate(int fd) {
  forget(fd);
  return impl::real_system_calls().close(fd);
}

int advise(void* memory, std::size_t size, int advice) {
  static constexpr auto kHarmless = std::to_array<int>({0, 1, 2, 3, 4, 10, 11, 16, 17});
  const bool exists = advice >= 0 && advice < 1000;
  if (exists && std::ranges::count(kHarmless, advice) == 0) return refused(EPERM);
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
    file->keeper_ = nameless_file();
    if (file->keeper_ == -1) return impl::os_error(errno);
    file->write(contents, 0);
    file->fd_ = open_again(file->keeper_, mode == "r+"  ? O_RDWR
                                          : mode == "r" ? O_RDONLY
                                                        : O_WRONLY);
  }
  if (file->fd_ == -1) return impl::os_error(errno);
  program_descriptors().push_back(file->fd_);
  return file;
}

FileHost::~FileHost() {
  close();
  if (keeper_ != -1) (void)::close(keeper_);
}

int FileHost::fileno() const { return fd_ != -1 ? fd_ : kNobodys; }

void FileHost::truncate(std::int64_t size) const { (void)::ftruncate(keeper_, size); }

void FileHost::write(std::span<const std::uint8_t> contents, std::int64_t offset) const {
  while (!contents.empty()) {
    const auto written = ::pwrite(keeper_, contents.data(), contents.size(), offset);
    if (written <= 0) return;
    contents = contents.subspan(static_cast<std::size_t>(written));
    offset += written;
  }
}

std::span<const std::uint8_t> FileHost::contents(std::vector<std::uint8_t>& room) const {
  struct stat found{};
  if (keeper_ == -1 || ::fstat(keeper_, &found) != 0) return {};
  room.resize(static_cast<std::size_t>(found.st_size));
  const auto read = ::pread(keeper_, room.data(), room.size(), 0);
  room.resize(static_cast<std::size_t>(std::max<ssize_t>(read, 0)));
  return room;
}

void FileHost::close() {
  if (fd_ == -1) return;
  forget(fd_);
  (void)::close(fd_);
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

std::size_t readable(std::span<const std::uint8_t> memory) {
  // The system reads what it writes, and says EFAULT where a program would get SIGBUS.
  static const int kScratch = nameless_file();
  const std::size_t page = impl::page_size();
  std::size_t good = 0;
  while (good < memory.size() && ::pwrite(kScratch, memory.data() + good, 1, 0) == 1) good += page;
  return std::min(good, memory.size());
}

}  // namespace holdfast

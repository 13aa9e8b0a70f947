// SPDX-License-Identifier: MIT
#include "subjects/nameless_files.h"

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace holdfast {
namespace {

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

}  // namespace

std::unique_ptr<NamelessFile> NamelessFile::create() {
  const int keeper = nameless_file();
  return keeper == -1 ? nullptr : std::make_unique<NamelessFile>(keeper);
}

NamelessFile::~NamelessFile() {
  if (window_ != nullptr) (void)::munmap(window_, shown_);
  for (const int fd : opened_) {
    if (fd != -1) (void)::close(fd);
  }
  (void)::close(keeper_);
}

int NamelessFile::opened(int access) {
  int& fd = opened_[static_cast<std::size_t>(access)];
  if (fd == -1) {
    const std::string path = "/proc/self/fd/" + std::to_string(keeper_);
    fd = ::open(path.c_str(), access | O_CLOEXEC);
  }
  return fd;
}

void NamelessFile::truncate(std::int64_t size) {
  if (::ftruncate(keeper_, size) == 0) size_ = size;
}

void NamelessFile::write(std::span<const std::uint8_t> contents, std::int64_t offset) {
  while (!contents.empty()) {
    const auto written = ::pwrite(keeper_, contents.data(), contents.size(), offset);
    if (written <= 0) return;
    contents = contents.subspan(static_cast<std::size_t>(written));
    offset += written;
    size_ = std::max(size_, offset);
  }
}

std::span<const std::uint8_t> NamelessFile::contents() {
  const auto size = static_cast<std::size_t>(size_);
  if (size > shown_) {
    if (window_ != nullptr) (void)::munmap(window_, shown_);
    shown_ = std::max(size, std::size_t{1} << 20U);
    window_ = ::mmap(nullptr, shown_, PROT_READ, MAP_SHARED, keeper_, 0);
    if (window_ == MAP_FAILED) {
      window_ = nullptr;
      shown_ = 0;
    }
  }
  return {static_cast<const std::uint8_t*>(window_), std::min(size, shown_)};
}

ProgramFiles& ProgramFiles::of_this_thread() {
  static thread_local ProgramFiles files;
  return files;
}

NamelessFile* ProgramFiles::take() {
  std::unique_ptr<NamelessFile> file;
  if (idle_.empty()) {
    file = NamelessFile::create();
  } else {
    file = std::move(idle_.back());
    idle_.pop_back();
  }
  if (file != nullptr) file->users_ = 1;
  return file.release();
}

void ProgramFiles::leave(NamelessFile* file) {
  if (file == nullptr || --file->users_ > 0) return;
  std::unique_ptr<NamelessFile> left(file);
  if (left->size() > 0) left->truncate(0);
  if (idle_.size() < kIdle) idle_.push_back(std::move(left));
}

void ProgramFiles::note_descriptor(int fd, NamelessFile* file) {
  if (file != nullptr) ++file->users_;
  descriptors_.push_back({fd, file});
}

void ProgramFiles::forget_descriptor(int fd) {
  NamelessFile* const file = file_of(fd);
  std::erase_if(descriptors_, [&](const Descriptor& one) { return one.fd == fd; });
  leave(file);
}

bool ProgramFiles::knows(int fd) const {
  return std::ranges::find(descriptors_, fd, &Descriptor::fd) != descriptors_.end();
}

NamelessFile* ProgramFiles::file_of(int fd) const {
  const auto found = std::ranges::find(descriptors_, fd, &Descriptor::fd);
  return found == descriptors_.end() ? nullptr : found->file;
}

void ProgramFiles::note_mapping(void* memory, NamelessFile* file) {
  if (file != nullptr) ++file->users_;
  mappings_.push_back({memory, file});
}

void ProgramFiles::note_move(const void* from, void* to) {
  const auto found = std::ranges::find(mappings_, from, &Mapped::memory);
  if (found != mappings_.end()) found->memory = to;
}

void ProgramFiles::forget_mapping(const void* memory) {
  const auto found = std::ranges::find(mappings_, memory, &Mapped::memory);
  if (found == mappings_.end()) return;
  NamelessFile* const file = found->file;
  mappings_.erase(found);
  leave(file);
  if (mappings_.empty()) may_miss_ = false;
}

}  // namespace holdfast

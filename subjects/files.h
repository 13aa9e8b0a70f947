// SPDX-License-Identifier: MIT
//
// The files that programs map, for the implementation: real ones, on a file system in memory where
// there is one, without a name, so that nothing is ever left behind. And the system calls as
// programs may make them: on no other descriptors than those of their files, and nothing that would
// harm the machine. What is refused here has no outcome: the model says so (model/mapping.h).
//
// Files are made once and used again by later programs, and what they hold is seen through a
// mapping of their own: to look at a file costs no system call.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "impl/callable.h"
#include "impl/object.h"
#include "impl/system_calls.h"
#include "impl/value.h"

namespace holdfast {

class NamelessFile;

// File(contents, mode): see traces/FORMAT.md.
class FileHost final : public impl::Object {
 public:
  // `mode` is "r+", "r", "w", "directory" or "device". OSError when the system refuses.
  static impl::Result<impl::Ref<FileHost>> create(std::span<const std::uint8_t> contents,
                                                  std::string_view mode);

  FileHost() : Object(impl::ObjectType::host) {}
  ~FileHost() override;

  // The descriptor; one that nobody has open when the file was closed.
  [[nodiscard]] int fileno() const;
  // False for a directory and a device.
  [[nodiscard]] bool has_contents() const { return file_ != nullptr; }
  // What somebody else does to the file, whatever the mode and also when it was closed.
  void truncate(std::int64_t size) const;
  void write(std::span<const std::uint8_t> contents, std::int64_t offset) const;
  // All of the file, as long as nobody truncates it.
  [[nodiscard]] std::span<const std::uint8_t> contents() const;
  void close();

  [[nodiscard]] const char* type_name() const override { return "File"; }

 private:
  NamelessFile* file_ = nullptr;  // null for a directory and a device
  int fd_ = -1;                   // in the mode of the file
};

// The function of a step kind such as "file.truncate"; null when there is none.
impl::Callable file_callable(std::string_view name);

// A mapping is made of a file's descriptor, mmap.mmap(f.fileno(), ...): replaces a file among the
// arguments of the constructor by it, and returns the file, which lives as long as the call.
impl::Value pass_fileno(std::span<impl::Value> values, std::span<const std::string_view> keywords);

// What programs may do.
const impl::SystemCalls& program_system_calls();

// Whether a page of some mapping of this program may lie behind the end of its file. That takes a
// file that became shorter, or a mapping that was made, or made longer, beyond the end of one: all
// of that goes through program_system_calls().
bool pages_may_miss();

// How many bytes from the start can be read; the others lie behind the end of a file.
std::size_t readable(std::span<const std::uint8_t> memory);

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// The files of programs. They are no Python type: what they refuse is laid down in
// traces/FORMAT.md, and the same everywhere.
#include <algorithm>
#include <optional>

#include "model/call.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

constexpr std::int64_t kLongestFile = 1 << 20;

Result<Value> construct(Call& call) {
  ByteSpan contents;
  std::string_view mode = "r+";
  if (call.has(0)) {
    if (call[0].kind != Kind::bytes) return raise(Exception::TypeError);
    contents = call.arena().contents(call[0]);
  }
  if (call.has(1)) {
    if (call[1].kind != Kind::text) return raise(Exception::TypeError);
    mode = call.arena().text(call[1]);
  }
  const auto file = std::make_shared<File>(call.model.census());
  if (mode == "directory") {
    file->kind = FileKind::directory;
    file->writable = false;
  } else if (mode == "device") {
    file->kind = FileKind::device;
  } else if (mode == "r") {
    file->writable = false;
  } else if (mode == "w") {
    file->readable = false;
  } else if (mode != "r+") {
    return raise(Exception::ValueError);
  }
  const auto size = static_cast<std::int64_t>(contents.size());
  if (size > kLongestFile) return raise(Exception::ValueError);
  if (file->kind == FileKind::regular) {
    file->store->truncate(size);
    std::ranges::copy(contents, file->store->pages.begin());
  }
  return call.make(file);
}

// A plain int, no bool, from 0 to the size of the longest file.
Result<std::int64_t> as_place(Value value) {
  if (value.kind == Kind::big) return raise(Exception::ValueError);
  if (value.kind != Kind::integer) return raise(Exception::TypeError);
  if (value.integer < 0 || value.integer > kLongestFile) return raise(Exception::ValueError);
  return value.integer;
}

// What somebody else does to the file.
Result<Value> truncate(Call& call) {
  const auto& file = call.self<File>();
  const auto size = as_place(call[0]);
  if (!size) return fault(size);
  if (file.kind != FileKind::regular) return raise(Exception::ValueError);
  file.store->truncate(*size);
  return Value{};
}

Result<Value> write(Call& call) {
  const auto& file = call.self<File>();
  if (call[0].kind != Kind::bytes) return raise(Exception::TypeError);
  const ByteSpan contents = call.arena().contents(call[0]);
  const auto offset = as_place(call[1]);
  if (!offset) return fault(offset);
  const auto size = static_cast<std::int64_t>(contents.size());
  if (file.kind != FileKind::regular || size > kLongestFile) return raise(Exception::ValueError);
  if (size == 0) return Value{};
  if (*offset + size > file.store->size) file.store->truncate(*offset + size);
  std::ranges::copy(contents, file.store->pages.begin() + *offset);
  for (Mapping* mapping : file.store->mappings) mapping->refresh();
  return Value{};
}

Result<Value> close(Call& call) {
  call.self<File>().closed = true;
  return Value{};
}

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"file", construct, 0, 2},   {"file.truncate", truncate, 1, 1},
    {"file.write", write, 2, 2}, {"file.close", close},
    {"file.drop", drop},
};

}  // namespace

std::span<const Row> file_steps() { return kSteps; }

}  // namespace holdfast::model

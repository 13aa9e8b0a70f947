// SPDX-License-Identifier: MIT
//
// Files and mappings. A file is a row of pages; behind its end, up to the end of its last page,
// they are zeros, and where there is no page any more an access ends the process (SIGBUS). A
// mapping shows pages through a window: a plain vector, which views and buffers see. A private
// mapping of a file has a page of its own from the first time it writes there.
//
//   Mapping: window  <--  its own copy of a page, else the page of the file
//
// What programs write into the window through a view is carried to the file when the step is over.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "model/objects.h"

namespace holdfast::model {

struct Mapping;

// The pages that a file consists of, or that anonymous memory does.
struct Store {
  // Makes the file end at `wanted`: what lay behind is lost, what is added is zeros.
  void truncate(std::int64_t wanted);

  std::int64_t size = 0;
  Contents pages;  // whole pages
  std::vector<Mapping*> mappings;
};

// What a descriptor is of. Only a regular file has contents.
enum class FileKind : std::uint8_t { regular, directory, device };

// A file of the program: nameless, open in some mode. See traces/FORMAT.md.
struct File final : Object {
  explicit File(Census& counts) : Object(counts, Class::file) {}

  [[nodiscard]] ByteSpan contents() const {
    return ByteSpan(store->pages).first(static_cast<std::size_t>(store->size));
  }

  std::shared_ptr<Store> store = std::make_shared<Store>();
  FileKind kind = FileKind::regular;
  bool readable = true;
  bool writable = true;
  bool closed = false;
};

enum class Access : std::uint8_t { normal, read, write, copy };

struct Mapping final : Object {
  Mapping(Census& counts, std::shared_ptr<Store> pages, std::int64_t size);
  ~Mapping() override;

  void lend() override { ++exports; }
  void take_back() override { --exports; }

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(window.size()); }
  // How many bytes from the start have a page.
  [[nodiscard]] std::int64_t reach() const;
  [[nodiscard]] bool misses_pages() const { return !closed && reach() < size(); }

  // Writes one byte, for everybody to see who maps the same page. False where that depends on the
  // machine: behind the end of a file, within its last page.
  bool put(std::int64_t place, std::uint8_t byte);
  // Whether bytes are copied to where they are, from a page that a private mapping shares with its
  // file: whether the page becomes its own then is up to the C library.
  [[nodiscard]] bool copies_onto_itself(ByteSpan bytes, std::int64_t place) const {
    return is_private && !anonymous && !bytes.empty() && bytes.data() == window.data() + place;
  }
  // Shows what the pages hold now.
  void refresh();
  // Makes the mapping another size.
  void resize(std::int64_t wanted);
  void close();

  std::shared_ptr<Store> store;
  std::int64_t offset = 0;  // as the constructor was told
  std::int64_t first = 0;   // where the mapping begins in the store: 0 for anonymous memory
  bool is_private = false;  // MAP_PRIVATE
  bool anonymous = false;   // MAP_ANONYMOUS
  Access access = Access::normal;
  bool trackfd = true;
  Ref<File> file;  // what the descriptor that it keeps is of; empty when it keeps none

  Contents window;
  std::map<std::int64_t, Contents> copies;  // by the number of the page in the store
  bool in_pieces = false;                   // a part of it was given advice of its own
  std::int64_t position = 0;
  std::int64_t exports = 0;
  bool closed = false;  // CPython still compares with the size
};

// Rounded up to whole pages.
std::int64_t whole_pages(std::int64_t size);

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
//
// The modelled objects. A bytearray is a vector of bytes and a count of exports. A memoryview is a
// list of places in the memory of its exporter, one for each element, worked out by brute force,
// and its part in an acquisition (CPython's managed buffer): the last view of an acquisition to go
// gives the memory back.
//
//   View --> Acquisition --> Bytearray (exports 1)
//   View --^                                      a slice: the same acquisition, other places
//
// Objects live as long as something refers to them, as Python's do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "harness/register.h"
#include "harness/value.h"
#include "model/layout.h"
#include "model/result.h"

namespace holdfast::model {

class Model;
struct Acquisition;
struct Mapping;

template <typename T>
using Ref = std::shared_ptr<T>;
using ByteSpan = std::span<const std::uint8_t>;
using Contents = std::vector<std::uint8_t>;

// Whether so many bytes can be had: MemoryError when no machine has them, exhausted when programs
// may not use as many.
Result<> room_for(std::int64_t size);

// Numbers objects and counts those alive.
struct Census {
  std::uint64_t last = 0;
  std::int64_t alive = 0;
  std::vector<Mapping*> mappings;

  // Somebody has written to these bytes, through a view or a buffer. Where they are those of a
  // mapping, its pages take them over, changed or not; false where that depends on the machine.
  [[nodiscard]] bool wrote(ByteSpan bytes) const;
};

struct Object {
  Object(Census& counts, Class kind) : census(counts), cls(kind), identity(++counts.last) {
    ++census.alive;
  }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;
  virtual ~Object() { --census.alive; }

  // Somebody has, or gives back, the object's buffer.
  virtual void lend() {}
  virtual void take_back() {}
  // Whose memory it is that the object lends.
  [[nodiscard]] virtual const Object& owner() const { return *this; }
  // The buffer of somebody else that the object passes on, if that is what it lends.
  [[nodiscard]] virtual const Acquisition* passes_on() const { return nullptr; }

  Census& census;
  const Class cls;
  const std::uint64_t identity;
  Register home;                    // the register that holds it, if one does
  std::weak_ptr<Object> reference;  // weakref.ref(object), if there is one
};

// A bytes object that a view shows.
struct Bytes final : Object {
  Bytes(Census& counts, std::span<const std::uint8_t> contents)
      : Object(counts, Class::none), data(contents.begin(), contents.end()) {}

  std::vector<std::uint8_t> data;
  std::optional<Value> custom;  // of a class derived from bytes, with a special method
  bool asked = false;           // that method runs
};

struct Bytearray final : Object {
  explicit Bytearray(Census& counts) : Object(counts, Class::bytearray) {}

  void lend() override { ++exports; }
  void take_back() override { --exports; }

  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
  // BufferError unless the size may change.
  [[nodiscard]] Result<> check_lock() const;
  // The one place where the size changes; new bytes are zero.
  Result<> resize(std::int64_t wanted);
  // Replaces the bytes from `low` to `high`.
  Result<> replace(std::int64_t low, std::int64_t high, std::span<const std::uint8_t> by);

  std::vector<std::uint8_t> data;
  std::int64_t exports = 0;
};

// One use of an exporter's buffer, shared by all views that stem from it.
struct Acquisition final : Object {
  Acquisition(Census& counts, Ref<Object> from, std::span<std::uint8_t> bytes)
      : Object(counts, Class::none),
        exporter(std::move(from)),
        of(exporter->identity),
        memory(bytes) {
    exporter->lend();
  }
  ~Acquisition() override { leave(); }

  void leave();
  // The acquisition that counts as an export of the object whose memory this is: another one where
  // somebody passes on the buffer of somebody else: a hostile argument, a view, an exporter.
  [[nodiscard]] const Acquisition& root() const;

  Ref<Object> exporter;  // empty once the memory has been given back
  std::uint64_t of;      // the exporter's identity
  std::span<std::uint8_t> memory;
  std::int64_t views = 0;  // those not released
};

// The bytes of all elements in C order; `room` is used where they do not lie side by side.
ByteSpan contents_of(const Layout& layout, ByteSpan memory, Contents& room);

struct View final : Object, Layout {
  // Shows what `layout` says of `part`'s memory.
  View(Census& counts, Ref<Acquisition> part, Layout layout);
  // Shows what `other` shows.
  View(Census& counts, const View& other);
  ~View() override;

  void lend() override { ++exports; }
  void take_back() override { --exports; }

  [[nodiscard]] const Acquisition* passes_on() const override { return acquisition.get(); }

  // BufferError while something has the buffer of the view itself.
  Result<> release();
  // As the attributes say: of one dimension, true of one element, but not of none, whatever the
  // stride.
  [[nodiscard]] bool is_contiguous(char order) const;
  // The bytes of all elements in C order; `room` is used where they do not lie side by side.
  [[nodiscard]] ByteSpan contents(Contents& room) const;
  // The bytes of the `nth` element in C order.
  [[nodiscard]] std::span<std::uint8_t> element(std::size_t nth) const;
  // Whether the letters of its format lay in an exporter that is no more.
  [[nodiscard]] bool lost_format() const { return format_of && format_of->expired(); }

  Ref<Acquisition> acquisition;
  // The exporter whose the letters of the format are: those of all others and of cast() stay.
  std::optional<std::weak_ptr<const Object>> format_of;
  bool released = false;
  std::int64_t exports = 0;
  std::optional<Contents> hashed;  // the bytes whose hash it remembers
  Contents shown;                  // room for observations
};

// An exporter for tests: memory of its own in any layout, or (with `borrowed`) what somebody else's
// buffer request gave, which it passes on to whoever asks. _testbuffer.ndarray.
struct Exporter final : Object, Layout {
  explicit Exporter(Census& counts) : Object(counts, Class::exporter) {}
  ~Exporter() override;

  void lend() override { ++exports; }
  void take_back() override { --exports; }
  [[nodiscard]] const Acquisition* passes_on() const override { return borrowed.get(); }

  Contents data;
  std::span<std::uint8_t> memory;
  Ref<Acquisition> borrowed;
  // What the request gave; the layout is complete all the same.
  bool has_format = true;
  bool has_shape = true;
  bool has_strides = true;
  bool fails = false;  // refuses every request
  // Suboffsets of its own that lead nowhere are handed out unasked.
  bool leads_nowhere = false;
  std::int64_t exports = 0;
  Contents shown;
};

// What a hostile argument's __buffer__ returned: CPython wraps the memoryview until the buffer is
// given back, and only then calls __release_buffer__.
struct Host final : Object {
  Host(Model& runner, Ref<Object> kept, Ref<View> returned, Value release);

  void take_back() override;
  [[nodiscard]] const Acquisition* passes_on() const override { return view->acquisition.get(); }

  Model& model;
  Ref<Object> answer;  // what it has of a register, and keeps
  Ref<View> view;
  Value release_block;
};

// weakref.ref(object): keeps nothing alive.
struct WeakReference final : Object {
  WeakReference(Census& counts, const Ref<Object>& object)
      : Object(counts, Class::weakref), referent(object) {}

  std::weak_ptr<Object> referent;
  bool is_hashed = false;  // it remembers the hash of the object
};

// An iterator over a bytearray, a memoryview or a mapping.
struct Iterator final : Object {
  Iterator(Census& counts, Ref<Object> iterated, std::int64_t size)
      : Object(counts, Class::iterator),
        of(iterated->cls),
        over(std::move(iterated)),
        length(size) {}

  const Class of;
  Ref<Object> over;  // empty once it has come to the end
  std::int64_t next = 0;
  std::int64_t length;  // of a memoryview, fixed when the iteration began
  bool backwards = false;
};

}  // namespace holdfast::model

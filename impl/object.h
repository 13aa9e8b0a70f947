// SPDX-License-Identifier: MIT
//
// Objects: what values refer to. Counted by their owners (Ref), on one thread; the count is not
// atomic. A class of the library, or of a program that hosts it, derives from Object and overrides
// the protocols it takes part in: the buffer protocol, __index__, iteration. Overrides may run any
// code, also code that mutates, releases or drops the object in use: the library keeps itself safe.
//
// Whoever calls a method keeps a Ref to the object and to every argument until it returns, as
// CPython's interpreter does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "impl/error.h"
#include "impl/memory.h"

namespace holdfast::impl {

class Value;
class WeaklyReferable;
struct Buffer;

// Request flags of the buffer protocol, see buffer.h.
using Request = int;

// Which class of the library an object has; host objects are `host` and go by their overrides.
enum class ObjectType : std::uint8_t {
  big_integer,  // an int beyond 64 bits
  str,
  bytes,
  tuple,
  list,
  slice,
  bytearray,
  memoryview,
  mmap,
  iterator,         // of the library's own types
  type,             // a class as a value: what __reduce__ names
  managed_buffer,   // what views of one acquisition share
  buffer_wrapper,   // what stands between a consumer and a Python-level exporter
  python_exporter,  // an object with __buffer__
  weak_reference,
  ndarray,  // an exporter of memory in any layout
  host,
  bytesio,
  bytesio_buffer,  // what stands between a consumer and a BytesIO
  dict,            // the attributes of an instance
  complex,
};

template <typename T>
class Ref;

class Object {
 public:
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  [[nodiscard]] ObjectType type() const { return type_; }

  // Python's name of the type, as messages show it ("bytearray", "generator"). A text that outlives
  // the object.
  [[nodiscard]] virtual const char* type_name() const = 0;

  // The buffer protocol; see acquire() in buffer.h for consumers.
  // True when the type offers buffers at all (PyObject_CheckBuffer).
  [[nodiscard]] virtual bool is_exporter() const { return false; }
  // Fills `view` as `request` asks, with `view.obj` the object to release it to (usually this one),
  // and counts an export; or raises BufferError and leaves `view.obj` empty.
  virtual Result<void> getbuffer(Buffer& view, Request request);
  // Takes one export back. Called once for each successful getbuffer().
  virtual void releasebuffer(Buffer& view);

  // True when the type has __index__.
  [[nodiscard]] virtual bool has_index() const { return false; }
  // __index__(): an integer or BigInteger value, or whatever it raises.
  virtual Result<Value> index();

  // True when iter(object) works.
  [[nodiscard]] virtual bool is_iterable() const { return false; }
  // iter(object): a new iterator, or the object itself when it is one.
  virtual Result<Ref<Object>> iter();
  // Advances an iterator: true and `item` set, or false at the end.
  virtual Result<bool> next(Value& item);
  // len(object) or its __length_hint__; -1 when it has neither. What extend() sizes its buffer by.
  virtual Result<std::int64_t> length_hint();

  // True when the type has __len__.
  [[nodiscard]] virtual bool has_length() const { return false; }
  // len(object).
  virtual Result<std::int64_t> length();

  // hash(object): any number that stays the same, from where the object is; TypeError "unhashable
  // type: 'bytearray'" where a type has none.
  virtual Result<std::int64_t> hash();

  // True when the type has an __eq__ that runs code of its own; the buffer types, and the items
  // that they give, know nothing of such an object and leave the answer to it.
  [[nodiscard]] virtual bool has_equality() const { return false; }
  // object == other, where `other` is the left side: a bool, or whatever it raises.
  virtual Result<bool> equal_to(const Value& other);

  // True when the type has a __repr__ that runs code of its own.
  [[nodiscard]] virtual bool has_repr() const { return false; }
  // repr(object): should be a str.
  virtual Result<Value> repr();

  // Where weak references to the object are kept; null when its type allows none.
  [[nodiscard]] virtual WeaklyReferable* weakly_referable() { return nullptr; }

  void add_reference() noexcept { ++references_; }
  void drop_reference() noexcept {
    if (--references_ == 0) delete this;
  }
  // How many Refs there are: 1 means nobody else can see the object.
  [[nodiscard]] std::size_t references() const { return references_; }
  // Which object this is, also when it is gone: see own_serial().
  [[nodiscard]] std::uint64_t serial() const { return own_serial(); }

  // Objects come from memory.h, so that they count and can fail; see make().
  static void* operator new(std::size_t size, const std::nothrow_t&) noexcept;
  static void operator delete(void* object, std::size_t size) noexcept;
  static void operator delete(void* object, const std::nothrow_t&) noexcept;

 protected:
  explicit Object(ObjectType type) : type_(type) {}
  virtual ~Object() = default;

 private:
  // By default the address, which another object may have when this one is gone; an exporter of
  // which released views are asked numbers itself: next_serial().
  [[nodiscard]] virtual std::uint64_t own_serial() const {
    return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(this));
  }

  std::uint32_t references_ = 1;
  ObjectType type_;
};

// A number that no other object of the thread ever gets.
std::uint64_t next_serial() noexcept;

// An owner of an object; may be empty.
template <typename T>
class Ref {
 public:
  Ref() = default;
  Ref(std::nullptr_t) {}  // NOLINT(google-explicit-constructor)
  // Shares an object that somebody else owns too.
  static Ref share(T* object) {
    if (object != nullptr) object->add_reference();
    return adopt(object);
  }
  // Takes over a count that the caller held.
  static Ref adopt(T* object) {
    Ref ref;
    ref.object_ = object;
    return ref;
  }

  Ref(const Ref& other) : object_(other.object_) {
    if (object_ != nullptr) object_->add_reference();
  }
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  template <typename U>
    requires std::is_convertible_v<U*, T*>
  Ref(Ref<U> other) noexcept : object_(other.detach()) {}  // NOLINT(google-explicit-constructor)
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_ != nullptr) object_->drop_reference();
  }

  [[nodiscard]] T* get() const { return object_; }
  T& operator*() const { return *object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }

  // Gives the count to the caller.
  [[nodiscard]] T* detach() { return std::exchange(object_, nullptr); }
  // Lets go; the object may be destroyed, and with it whatever it owned.
  void reset() { Ref dying(std::move(*this)); }

  friend bool operator==(const Ref& left, const Ref& right) {
    return left.object_ == right.object_;
  }

 private:
  T* object_ = nullptr;
};

// Makes an object; empty when there is no memory. T's constructor must not fail.
template <typename T, typename... Parameters>
[[nodiscard]] Ref<T> try_make(Parameters&&... parameters) {
  return Ref<T>::adopt(new (std::nothrow) T(std::forward<Parameters>(parameters)...));
}

// The same as a Result: MemoryError when there is no memory.
template <typename T, typename... Parameters>
[[nodiscard]] Result<Ref<T>> make(Parameters&&... parameters) {
  auto object = try_make<T>(std::forward<Parameters>(parameters)...);
  if (!object) return memory_error();
  return object;
}

}  // namespace holdfast::impl

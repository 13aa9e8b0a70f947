// SPDX-License-Identifier: MIT
//
// Lets specifications read like Python: values from literals, calls by name whose outcome is the
// text that Python would print, and objects whose special methods run code of the test's.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "impl/builder.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/callable.h"
#include "impl/memoryview.h"
#include "impl/python_exporter.h"
#include "impl/representation.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl::test {

inline std::span<const std::uint8_t> raw(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline Value num(std::int64_t number) { return Value::integer(number); }
inline Value none() { return Value::none(); }
inline Value str(std::string_view text) { return *Str::create(text); }
inline Value bytes(std::string_view text) { return *Bytes::create(raw(text)); }
inline Value list(std::vector<Value> items) { return *List::create(items); }
inline Value tuple(std::vector<Value> items) { return *Tuple::create(items); }
inline Value slice(Value start, Value stop, Value step = {}) {
  return *Slice::create(std::move(start), std::move(stop), std::move(step));
}
inline Ref<ByteArray> array(std::string_view text) { return *ByteArray::create(raw(text)); }
inline Ref<MemoryView> view(Value exporter) { return *MemoryView::of(exporter); }

inline std::string contents(const Ref<ByteArray>& array) {
  const auto bytes = array->contents();
  return {bytes.begin(), bytes.end()};
}

// What Python prints: the repr of the result, or "TypeError: ...".
inline std::string shown(const Result<Value>& result) {
  if (!result) return result.error().describe();
  Builder out;
  if (auto written = append_ascii(out, *result); !written) return written.error().describe();
  return {out.bytes().begin(), out.bytes().end()};
}

// Calls "bytearray.find" and so on; the last values are passed under `keywords`.
inline Result<Value> called(std::string_view name, Object* self, std::vector<Value> values = {},
                            std::vector<std::string_view> keywords = {}) {
  const Callable callable = find_callable(name);
  if (callable == nullptr) return fail(ExceptionType::AttributeError, "no such callable");
  return callable(self, {.values = values, .keywords = keywords});
}
template <typename T>
std::string call(const Ref<T>& self, std::string_view name, std::vector<Value> values = {},
                 std::vector<std::string_view> keywords = {}) {
  const std::string type = self->type() == ObjectType::iterator ? "iterator" : self->type_name();
  return shown(
      called(type + "." + std::string(name), self.get(), std::move(values), std::move(keywords)));
}

// An object whose __index__ runs `action`, then answers.
class Index final : public Object {
 public:
  Index(std::function<void()> action, Value answer)
      : Object(ObjectType::host), action_(std::move(action)), answer_(std::move(answer)) {}
  [[nodiscard]] const char* type_name() const override { return "Index"; }
  [[nodiscard]] bool has_index() const override { return true; }
  Result<Value> index() override {
    action_();
    return answer_;
  }

 private:
  std::function<void()> action_;
  Value answer_;
};
inline Value index(std::function<void()> action, Value answer) {
  return *make<Index>(std::move(action), std::move(answer));
}

// An object whose __eq__ runs `action`, which gives the answer.
class Equal final : public Object {
 public:
  explicit Equal(std::function<bool()> action)
      : Object(ObjectType::host), action_(std::move(action)) {}
  [[nodiscard]] const char* type_name() const override { return "Eq"; }
  [[nodiscard]] bool has_equality() const override { return true; }
  Result<bool> equal_to(const Value& /*other*/) override { return action_(); }

 private:
  std::function<bool()> action_;
};
inline Value equal(std::function<bool()> action) { return *make<Equal>(std::move(action)); }

// An object whose __repr__ runs `action`, which gives the answer.
class Repr final : public Object {
 public:
  explicit Repr(std::function<Value()> action)
      : Object(ObjectType::host), action_(std::move(action)) {}
  [[nodiscard]] const char* type_name() const override { return "Repr"; }
  [[nodiscard]] bool has_repr() const override { return true; }
  Result<Value> repr() override { return action_(); }

 private:
  std::function<Value()> action_;
};
inline Value represented(std::function<Value()> action) { return *make<Repr>(std::move(action)); }

// An iterator that runs `action(i)` before it gives its i-th item; false from the action raises.
class Generator final : public Object {
 public:
  Generator(std::vector<Value> items, std::function<bool(std::size_t)> action)
      : Object(ObjectType::host), items_(std::move(items)), action_(std::move(action)) {}
  [[nodiscard]] const char* type_name() const override { return "generator"; }
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override { return Ref<Object>::share(this); }
  Result<bool> next(Value& item) override {
    if (!action_(at_)) return fail(ExceptionType::ZeroDivisionError, "division by zero");
    if (at_ == items_.size()) return false;
    item = items_[at_++];
    return true;
  }

 private:
  std::vector<Value> items_;
  std::function<bool(std::size_t)> action_;
  std::size_t at_ = 0;
};
inline Value generator(std::vector<Value> items, std::function<bool(std::size_t)> action) {
  return *make<Generator>(std::move(items), std::move(action));
}

// An object whose __buffer__ runs `action`, then lends a view of `memory`; __release_buffer__ runs
// `release`.
class Exporter final : public PythonExporter {
 public:
  Exporter(std::function<void()> action, Value memory, std::function<void()> release)
      : action_(std::move(action)), memory_(std::move(memory)), release_(std::move(release)) {}
  [[nodiscard]] const char* type_name() const override { return "Exporter"; }
  Result<Value> buffer(Request /*request*/) override {
    action_();
    auto lent = MemoryView::of(memory_);
    if (!lent) return Failure(std::move(lent).error());
    return Value(std::move(*lent));
  }
  [[nodiscard]] bool has_release_buffer() const override { return true; }
  void release_buffer(MemoryView& /*view*/) override { release_(); }

 private:
  std::function<void()> action_;
  Value memory_;
  std::function<void()> release_;
};
inline Value exporter(
    std::function<void()> action, Value memory, std::function<void()> release = [] {}) {
  return *make<Exporter>(std::move(action), std::move(memory), std::move(release));
}

}  // namespace holdfast::impl::test

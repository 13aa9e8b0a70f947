// SPDX-License-Identifier: MIT
//
// A step while it runs: the object it works on and its arguments by place. As in a Python call,
// whatever it names is looked up at the start and stays alive until the end, even when a hostile
// argument empties the register meanwhile.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "harness/program.h"
#include "model/model.h"
#include "model/objects.h"
#include "model/result.h"

namespace holdfast::model {

struct Call {
  Call(Model& runner, const Step& what) : model(runner), step(what) {}

  // The object that the step works on.
  template <typename T>
  [[nodiscard]] T& self() const {
    return static_cast<T&>(*target);
  }
  // The object that an argument, or an item of one, refers to.
  [[nodiscard]] const Ref<Object>& object(Value reference) const;
  // The same as a T; null when the value is no reference or the object is of another class.
  template <typename T>
  [[nodiscard]] T* as(Value value, Class cls) const {
    if (value.kind != Kind::reference || value.reg.cls() != cls) return nullptr;
    return static_cast<T*>(object(value).get());
  }
  [[nodiscard]] Bytearray* bytearray(Value value) const {
    return as<Bytearray>(value, Class::bytearray);
  }
  [[nodiscard]] View* view(Value value) const { return as<View>(value, Class::memoryview); }
  [[nodiscard]] Exporter* exporter(Value value) const {
    return as<Exporter>(value, Class::exporter);
  }
  [[nodiscard]] Iterator* iterator(Value value) const {
    return as<Iterator>(value, Class::iterator);
  }

  [[nodiscard]] Mapping* mapping(Value value) const;
  [[nodiscard]] const Arena& arena() const { return model.program().arena; }
  // A bytes object of length 1, which the program need not have: what a mapping's iterator gives.
  static Value letter(std::uint8_t byte);
  // The bytes of a bytes or bytearray, such an item too.
  [[nodiscard]] ByteSpan contents(Value value) const;
  [[nodiscard]] std::span<const Value> items(Value value) const { return arena().items(value); }

  // Keeps a line while the step runs, as a value.
  Value keep_line(Contents line) {
    Value value;
    value.kind = Kind::bytes;
    value.reg = Register(Class::bytesio, 0);
    value.size = static_cast<std::uint32_t>(line.size());
    value.offset = lines.size();
    lines.push_back(std::move(line));
    return value;
  }

  // Whether the `place`-th argument was given, and which it is.
  [[nodiscard]] bool has(std::size_t place) const { return arguments[place] != nullptr; }
  [[nodiscard]] Value operator[](std::size_t place) const { return *arguments[place]; }

  // The result of a step that makes an object: it goes to a register when the call is over.
  Value make(Ref<Object> object) {
    made = std::move(object);
    return {};
  }
  // The result of a step that gives some value which only an implementation can know.
  Value leave_open() {
    open = true;
    return {};
  }
  // A bytes, bytearray (that nobody keeps) or text as a result.
  Result<Value> give(Kind kind, std::span<const std::uint8_t> contents);
  // A new bytearray as a result.
  Result<Value> give_bytearray(std::span<const std::uint8_t> contents);

  // Where letters begin: behind all that an arena can hold.
  static constexpr std::uint64_t kLetters = std::uint64_t{1} << 48U;

  Model& model;
  const Step& step;
  Ref<Object> target;
  std::array<const Value*, kMaxArguments> arguments{};
  Ref<Object> made;
  bool open = false;
  std::vector<Contents> lines;

  // What the arguments refer to, in order.
  struct Pin {
    Register reg;
    Ref<Object> object;
  };
  static constexpr std::size_t kFewPins = 4;
  std::array<Pin, kFewPins> pins;
  std::size_t few = 0;
  std::vector<Pin> more_pins;
};

// None as the result of a step, unless what it did has failed.
inline Result<Value> none(const Result<>& done) {
  if (!done) return fault(done);
  return Value{};
}

// What a step kind does and which arguments it takes. Parameters with a name can be given by
// keyword.
struct Row {
  std::string_view name;
  Result<Value> (*run)(Call& call) = nullptr;
  std::uint8_t required = 0;
  std::uint8_t accepted = 0;
  std::array<std::string_view, 3> names{};
  bool binds_itself = false;  // takes its arguments in an order of its own
  // Whether the object has no such method, which is an AttributeError whatever the arguments.
  bool (*is_missing)(const Call& call) = nullptr;
};

std::span<const Row> bytearray_steps();
std::span<const Row> operator_steps();
std::span<const Row> search_steps();
std::span<const Row> split_steps();
std::span<const Row> edit_steps();
std::span<const Row> text_steps();
std::span<const Row> iterator_steps();
std::span<const Row> memoryview_steps();
std::span<const Row> file_steps();
std::span<const Row> mmap_construct_steps();
std::span<const Row> mmap_steps();
std::span<const Row> mmap_item_steps();
std::span<const Row> stream_steps();
std::span<const Row> stream_object_steps();
std::span<const Row> memoryview_item_steps();
std::span<const Row> memoryview_comparison_steps();
std::span<const Row> exporter_steps();
std::span<const Row> consumer_steps();
std::span<const Row> weak_reference_steps();
std::span<const Row> struct_steps();

// The row of `op`. The first use checks that each step kind of the vocabulary has one, and ends the
// program with a message that names those without.
const Row& row_of(Op op);

// Puts the arguments of a step in their places; TypeError when they do not fit the row.
Result<> bind(const Row& row, Call& call);

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
#include "harness/small_scope.h"

#include <map>
#include <utility>

#include "harness/step_writer.h"

namespace holdfast {
namespace {

// The objects of a program and what views them.
constexpr Register kArray(Class::bytearray, 0);
constexpr Register kOtherArray(Class::bytearray, 1);
constexpr Register kView(Class::memoryview, 0);
constexpr Register kOtherView(Class::memoryview, 1);
constexpr Register kStream(Class::bytesio, 0);
constexpr Register kMapping(Class::mmap, 0);
constexpr Register kIterator(Class::iterator, 0);
constexpr Register kExporter(Class::exporter, 0);

Value number(std::int64_t value) { return Arena::integer(value); }

// start:stop:step, None where a number is absent.
constexpr std::int64_t kAbsent = INT64_MIN;

Value slice(StepWriter& writer, std::int64_t start, std::int64_t stop,
            std::int64_t step = kAbsent) {
  const auto part = [](std::int64_t value) {
    return value == kAbsent ? Arena::none() : Arena::integer(value);
  };
  return writer.items(Kind::slice, {part(start), part(stop), part(step)});
}

// A set of registers that can be compared, to count with.
using Key = std::array<std::uint16_t, kClasses>;

Key key_of(const RegisterSet& registers) {
  Key key{};
  for (std::size_t cls = 0; cls < kClasses; ++cls) key[cls] = registers.of(static_cast<Class>(cls));
  return key;
}

}  // namespace

SmallScope::SmallScope(std::string_view type) {
  if (type == "bytearray") make_bytearray();
  if (type == "memoryview") make_memoryview();
  if (type == "BytesIO") make_stream();
  if (type == "mmap") make_mapping();
}

void SmallScope::add_start(const std::function<void()>& write) {
  const std::size_t first = steps_.steps.size();
  write();
  starts_.push_back({.first = first, .count = steps_.steps.size() - first});
}

void SmallScope::add_letters(const std::function<void()>& write) {
  const std::size_t first = steps_.steps.size();
  write();
  for (std::size_t i = first; i < steps_.steps.size(); ++i) letters_.push_back(i);
}

void SmallScope::make_bytearray() {
  StepWriter write(steps_);
  for (const std::string_view contents : {"", "a", "ab", "abc"}) {
    add_start([&] { write.add("bytearray", {}, {write.bytes(contents)}); });
  }
  add_letters([&] {
    write.add("bytearray.append", kArray, {number('x')});
    write.add("bytearray.extend", kArray, {write.bytes("yz")});
    write.add("bytearray.__iadd__", kArray, {Arena::reference(kArray)});
    write.add("bytearray.insert", kArray, {number(0), number('A')});
    write.add("bytearray.pop", kArray, {});
    write.add("bytearray.pop", kArray, {number(0)});
    write.add("bytearray.remove", kArray, {number('a')});
    write.add("bytearray.clear", kArray, {});
    write.add("bytearray.reverse", kArray, {});
    write.add("bytearray.resize", kArray, {number(4)});
    write.add("bytearray.__imul__", kArray, {number(0)});
    write.add("bytearray.__imul__", kArray, {number(2)});
    write.add("bytearray.__setitem__", kArray, {number(0), number('B')});
    write.add("bytearray.__setitem__", kArray, {slice(write, 0, 1), write.bytes("")});
    write.add("bytearray.__setitem__", kArray, {slice(write, 1, kAbsent), write.bytes("CDE")});
    write.add("bytearray.__setitem__", kArray,
              {slice(write, kAbsent, kAbsent, 2), Arena::reference(kArray)});
    write.add("bytearray.__delitem__", kArray, {number(-1)});
    write.add("bytearray.__delitem__", kArray, {slice(write, kAbsent, kAbsent, 2)});
    write.add("bytearray.__getitem__", kArray, {slice(write, 1, kAbsent)}, Class::bytearray, 1);
    write.add("bytearray.extend", kArray, {Arena::reference(kOtherArray)});
    write.add("memoryview", {}, {Arena::reference(kArray)}, Class::memoryview);
    write.add("memoryview.__getitem__", kView, {slice(write, 1, kAbsent)}, Class::memoryview, 1);
    write.add("memoryview.__setitem__", kView, {number(0), number('Z')});
    write.add("memoryview.release", kView, {});
    write.add("memoryview.drop", kView, {});
    write.add("memoryview.drop", kOtherView, {});
    write.add("bytearray.__iter__", kArray, {}, Class::iterator);
    write.add("iterator.__next__", kIterator, {});
  });
}

void SmallScope::make_memoryview() {
  StepWriter write(steps_);
  for (const std::string_view contents : {"", "a", "ab", "abc"}) {
    add_start([&] {
      write.add("bytearray", {}, {write.bytes(contents)});
      write.add("memoryview", {}, {Arena::reference(kArray)});
    });
  }
  const Value view = Arena::reference(kView);
  const Value other = Arena::reference(kOtherView);
  add_letters([&] {
    write.add("memoryview.__getitem__", kView, {slice(write, 1, kAbsent)}, Class::memoryview, 1);
    write.add("memoryview.__getitem__", kView, {slice(write, kAbsent, kAbsent, -1)},
              Class::memoryview, 1);
    write.add("memoryview.cast", kView, {write.text("H")}, Class::memoryview, 1);
    write.add("memoryview.cast", kView, {write.text("b"), write.numbers(Kind::list, {1, 3})},
              Class::memoryview, 1);
    write.add("memoryview.toreadonly", kView, {}, Class::memoryview, 1);
    write.add("memoryview", {}, {other}, Class::memoryview);
    write.add("memoryview.__setitem__", kView, {number(0), number('x')});
    write.add("memoryview.__setitem__", kOtherView, {number(-1), number('y')});
    write.add("memoryview.__setitem__", kOtherView, {slice(write, 0, 1), write.bytes("z")});
    write.add("memoryview.__setitem__", kView, {slice(write, kAbsent, kAbsent), other});
    write.add("memoryview.__getitem__", kView, {number(1)}, Class::memoryview, 2);
    write.add("memoryview.__eq__", kView, {other});
    write.add("memoryview.__hash__", kOtherView, {});
    write.add("memoryview.tolist", kOtherView, {});
    write.add("memoryview.tobytes", kView, {});
    write.add("memoryview.index", kView, {number('b')});
    write.add("memoryview.obj", kOtherView, {}, Class::bytearray);
    write.add("memoryview.__iter__", kView, {}, Class::iterator);
    write.add("iterator.__next__", kIterator, {});
    write.add("exporter.request", {}, {view, number(0)}, Class::exporter);
    write.add("exporter.drop", kExporter, {});
    write.add("memoryview.release", kView, {});
    write.add("memoryview.release", kOtherView, {});
    write.add("memoryview.drop", kView, {});
    write.add("memoryview.drop", kOtherView, {});
    write.add("bytearray.append", kArray, {number('q')});
    write.add("bytearray.clear", kArray, {});
    write.add("bytearray.drop", kArray, {});
  });
}

void SmallScope::make_stream() {
  StepWriter write(steps_);
  for (const std::string_view contents : {"", "a", "a\n", "abc"}) {
    add_start([&] { write.add("BytesIO", {}, {write.bytes(contents)}); });
  }
  add_letters([&] {
    write.add("BytesIO.read", kStream, {});
    write.add("BytesIO.read", kStream, {number(1)});
    write.add("BytesIO.readline", kStream, {});
    write.add("BytesIO.readlines", kStream, {});
    write.add("BytesIO.__next__", kStream, {});
    write.add("BytesIO.write", kStream, {write.bytes("")});
    write.add("BytesIO.write", kStream, {write.bytes("xy")});
    write.add("BytesIO.writelines", kStream,
              {write.items(Kind::list, {write.bytes("p"), number(1)})});
    write.add("BytesIO.seek", kStream, {number(0)});
    write.add("BytesIO.seek", kStream, {number(5)});
    write.add("BytesIO.seek", kStream, {number(-1), number(2)});
    write.add("BytesIO.truncate", kStream, {});
    write.add("BytesIO.truncate", kStream, {number(0)});
    write.add("BytesIO.truncate", kStream, {number(2)});
    write.add("BytesIO.getvalue", kStream, {});
    write.add("BytesIO.getbuffer", kStream, {}, Class::memoryview);
    write.add("BytesIO.close", kStream, {});
    write.add("BytesIO.__init__", kStream, {write.bytes("z")});
    write.add("BytesIO.__getstate__", kStream, {});
    write.add("BytesIO.__setstate__", kStream,
              {write.items(Kind::tuple, {write.bytes("st"), number(1), Arena::none()})});
    write.add("BytesIO.readinto", kStream, {Arena::reference(kView)});
    write.add("BytesIO.write", kStream, {Arena::reference(kView)});
    write.add("memoryview.__setitem__", kView, {number(0), number('V')});
    write.add("memoryview.__getitem__", kView, {slice(write, 1, kAbsent)}, Class::memoryview, 1);
    write.add("memoryview.release", kView, {});
    write.add("memoryview.drop", kView, {});
    write.add("memoryview.drop", kOtherView, {});
    write.add("BytesIO.drop", kStream, {});
  });
}

void SmallScope::make_mapping() {
  StepWriter write(steps_);
  for (const std::string_view contents : {"a", "ab", "abc"}) {
    add_start([&] {
      write.add("mmap", {}, {number(-1), number(static_cast<std::int64_t>(contents.size()))});
      write.add("mmap.__setitem__", kMapping,
                {slice(write, kAbsent, kAbsent), write.bytes(contents)});
    });
  }
  // A file, of which a copy is mapped.
  add_start([&] {
    write.add("file", {}, {write.bytes("abc")});
    write.add("mmap", {},
              {Arena::reference(Register(Class::file, 0)), number(0), number(2), number(3)});
  });
  add_letters([&] {
    write.add("mmap.__getitem__", kMapping, {number(-1)});
    write.add("mmap.__getitem__", kMapping, {slice(write, kAbsent, kAbsent, 2)});
    write.add("mmap.__setitem__", kMapping, {number(0), number('x')});
    write.add("mmap.__setitem__", kMapping, {slice(write, 0, 2), write.bytes("yz")});
    write.add("mmap.read", kMapping, {});
    write.add("mmap.read", kMapping, {number(1)});
    write.add("mmap.read_byte", kMapping, {});
    write.add("mmap.readline", kMapping, {});
    write.add("mmap.write", kMapping, {write.bytes("w")});
    write.add("mmap.write_byte", kMapping, {number('B')});
    write.add("mmap.seek", kMapping, {number(1)});
    write.add("mmap.seek", kMapping, {number(0), number(2)});
    write.add("mmap.seek", kMapping, {number(-1), number(1)});
    write.add("mmap.find", kMapping, {write.bytes("b")});
    write.add("mmap.rfind", kMapping, {write.bytes("")});
    write.add("mmap.move", kMapping, {number(0), number(1), number(1)});
    write.add("mmap.resize", kMapping, {number(2)});
    write.add("mmap.resize", kMapping, {number(5)});
    write.add("mmap.flush", kMapping, {});
    write.add("mmap.size", kMapping, {});
    write.add("mmap.__iter__", kMapping, {}, Class::iterator);
    write.add("iterator.__next__", kIterator, {});
    write.add("memoryview", {}, {Arena::reference(kMapping)}, Class::memoryview);
    write.add("memoryview.__setitem__", kView, {number(0), number('V')});
    write.add("memoryview.release", kView, {});
    write.add("memoryview.drop", kView, {});
    write.add("mmap.close", kMapping, {});
    write.add("mmap.drop", kMapping, {});
  });
}

std::uint64_t SmallScope::for_each(std::size_t letters,
                                   const std::function<bool(const Program&)>& visit) const {
  // The storage of all steps is shared: only which steps there are changes.
  Program program = steps_;
  std::uint64_t visited = 0;
  bool going_on = true;
  const auto extend = [&](auto&& self, const Prospects& prospects, std::size_t left) -> void {
    if (left == 0) {
      ++visited;
      going_on = visit(program);
      return;
    }
    for (const std::size_t letter : letters_) {
      const Step& step = steps_.steps[letter];
      if (lacks_register(steps_, step, prospects.registers())) continue;
      Prospects after = prospects;
      after.follow(steps_, step);
      program.steps.push_back(step);
      self(self, after, left - 1);
      program.steps.pop_back();
      if (!going_on) return;
    }
  };
  for (const Part& start : starts_) {
    program.steps.clear();
    Prospects prospects;
    for (std::size_t i = start.first; i < start.first + start.count; ++i) {
      program.steps.push_back(steps_.steps[i]);
      prospects.follow(steps_, steps_.steps[i]);
    }
    extend(extend, prospects, letters);
    if (!going_on) break;
  }
  return visited;
}

std::uint64_t SmallScope::count(std::size_t letters) const {
  // How many programs can have filled the same registers.
  std::map<Key, std::pair<Prospects, std::uint64_t>> programs;
  const auto add = [](auto& to, const Prospects& prospects, std::uint64_t how_many) {
    auto& [first, number] = to[key_of(prospects.registers())];
    first = prospects;
    number += how_many;
  };
  for (const Part& start : starts_) {
    Prospects prospects;
    for (std::size_t i = start.first; i < start.first + start.count; ++i) {
      prospects.follow(steps_, steps_.steps[i]);
    }
    add(programs, prospects, 1);
  }
  for (std::size_t i = 0; i < letters; ++i) {
    std::map<Key, std::pair<Prospects, std::uint64_t>> longer;
    for (const auto& [key, filled] : programs) {
      for (const std::size_t letter : letters_) {
        const Step& step = steps_.steps[letter];
        if (lacks_register(steps_, step, filled.first.registers())) continue;
        Prospects after = filled.first;
        after.follow(steps_, step);
        add(longer, after, filled.second);
      }
    }
    programs = std::move(longer);
  }
  std::uint64_t all = 0;
  for (const auto& [key, filled] : programs) all += filled.second;
  return all;
}

std::uint64_t SmallScope::count_up_to(std::size_t letters) const {
  std::uint64_t all = 0;
  for (std::size_t i = 0; i <= letters; ++i) all += count(i);
  return all;
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// Objects for the systematic programs: each type in several shapes and in every state.
#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "harness/arguments.h"
#include "harness/cell_programs.h"
#include "harness/machine.h"

namespace holdfast {
namespace {

constexpr std::int64_t kFullReadOnly = 0x11c;  // PyBUF_FULL_RO

// The register that the arguments of a class go to are behind those of the objects.
Register file_of(StepWriter& writer) {
  return writer.add("file", {}, {writer.bytes("ab\nc1\n12")}, Class::file, 1);
}

Register make_bytearray(StepWriter& writer, const CellPlan& plan) {
  const std::string_view name = kind_of(plan.cell.op).name;
  if (name == "bytearray.__mod__") {
    if (plan.random != nullptr && plan.random->chance(70)) {
      return writer.add("bytearray", {}, {writer.bytes(make_percent_format(*plan.random))},
                        Class::bytearray);
    }
    // What is formatted decides which format takes it.
    const bool number = takes(Param::byte, plan.cell.argument);
    const bool several = plan.cell.argument == ArgumentClass::tuple;
    return writer.add("bytearray", {},
                      {writer.bytes(several  ? "%d %d"
                                    : number ? "%d"
                                             : "%s")},
                      Class::bytearray);
  }
  switch (plan.shape % 4) {
    case 1:
      return writer.add("bytearray", {}, {}, Class::bytearray);
    case 2: {
      // With room to spare.
      const Register array = writer.add("bytearray", {}, {writer.bytes("aBc")}, Class::bytearray);
      writer.add("bytearray.append", array, {Arena::integer(' ')});
      return array;
    }
    case 3: {
      // Its contents do not begin where its memory does.
      const Register array =
          writer.add("bytearray", {}, {writer.bytes("--ab c")}, Class::bytearray);
      writer.add(
          "bytearray.__delitem__", array,
          {writer.items(Kind::slice, {Arena::integer(0), Arena::integer(2), Arena::none()})});
      return array;
    }
    default:
      return writer.add("bytearray", {}, {writer.bytes("ab c1\n")}, Class::bytearray);
  }
}

Register make_view(StepWriter& writer, const CellPlan& plan) {
  const auto view = [&](Value memory, std::size_t into) {
    return writer.add("memoryview", {}, {memory}, Class::memoryview, into);
  };
  // Of bytes that release the view when somebody asks for its hash.
  if (plan.random != nullptr && plan.random->chance(5)) {
    const Register before = view(writer.bytes("ab"), 0);
    const Value block = writer.block("memoryview.release", before, {});
    return view(writer.custom(Hook::hash, {block, Arena::integer(7), writer.bytes("ab c")}), 0);
  }
  const auto cast = [&](std::string_view format, Value shape) {
    const Register array =
        writer.add("bytearray", {}, {writer.bytes("ab c1\n12")}, Class::bytearray);
    const Register bytes = view(Arena::reference(array), 1);
    if (shape.kind == Kind::none) {
      return writer.add("memoryview.cast", bytes, {writer.text(format)}, Class::memoryview);
    }
    return writer.add("memoryview.cast", bytes, {writer.text(format), shape}, Class::memoryview);
  };
  switch (plan.shape % kShapes) {
    case 1:
      return cast("H", Arena::none());
    case 2:
      return cast("B", writer.numbers(Kind::list, {2, 4}));
    case 3:
      return view(writer.bytes("abcd"), 0);
    case 4: {
      // Every second of its bytes.
      const Register exporter =
          writer.add("exporter", {},
                     {writer.bytes("a-b-c-"), writer.text("B"), writer.numbers(Kind::list, {3}),
                      writer.numbers(Kind::list, {2}), Arena::integer(0), Arena::integer(2)},
                     Class::exporter);
      return view(Arena::reference(exporter), 0);
    }
    case 5: {
      // Two rows that pointers lead to.
      const Register exporter =
          writer.add("exporter", {},
                     {writer.bytes("abcdef"), writer.text("B"), writer.numbers(Kind::list, {2, 3}),
                      Arena::none(), Arena::integer(0), Arena::integer(18)},
                     Class::exporter);
      return view(Arena::reference(exporter), 0);
    }
    case 6: {
      const Register array = writer.add("bytearray", {}, {}, Class::bytearray);
      return view(Arena::reference(array), 0);
    }
    case 7:
      return cast("d", Arena::none());
    default: {
      const Register array =
          writer.add("bytearray", {}, {writer.bytes("ab c1\n")}, Class::bytearray);
      return view(Arena::reference(array), 0);
    }
  }
}

Register make_stream(StepWriter& writer, const CellPlan& plan) {
  const auto stream = [&](std::string_view contents) {
    return writer.add("BytesIO", {}, {writer.bytes(contents)}, Class::bytesio);
  };
  switch (plan.shape % 4) {
    case 1:
      return writer.add("BytesIO", {}, {}, Class::bytesio);
    case 2: {
      // With a buffer of its own.
      const Register made = writer.add("BytesIO", {}, {}, Class::bytesio);
      writer.add("BytesIO.write", made, {writer.bytes("ab\ncd")});
      writer.add("BytesIO.seek", made, {Arena::integer(1)});
      return made;
    }
    case 3: {
      // Behind its end.
      const Register made = stream("abc");
      writer.add("BytesIO.seek", made, {Arena::integer(5)});
      return made;
    }
    default:
      return stream("ab\nc1\n");
  }
}

Register make_mapping(StepWriter& writer, const CellPlan& plan) {
  const auto map_file = [&](std::int64_t access) {
    static const auto kAccess = static_cast<std::uint8_t>(
        1 + (std::ranges::find(kKeywords, std::string_view("access")) - kKeywords.begin()));
    Value by_name = Arena::integer(access);
    by_name.keyword = kAccess;
    return writer.add("mmap", {}, {Arena::reference(file_of(writer)), Arena::integer(0), by_name},
                      Class::mmap);
  };
  // Its file has become shorter by a page.
  if (plan.random != nullptr && plan.random->chance(15)) {
    const auto page = static_cast<std::size_t>(page_bytes());
    const Register file =
        writer.add("file", {}, {writer.bytes(std::string(2 * page, 'a'))}, Class::file, 1);
    const Register map =
        writer.add("mmap", {}, {Arena::reference(file), Arena::integer(0)}, Class::mmap);
    writer.add("file.truncate", file, {Arena::integer(page_bytes())});
    if (plan.random->chance(50)) writer.add("mmap.seek", map, {Arena::integer(page_bytes())});
    return map;
  }
  switch (plan.shape % 4) {
    case 1:
      return map_file(2);  // written through
    case 2:
      return map_file(1);  // read-only
    case 3:
      return map_file(3);  // a copy
    default: {
      const Register made =
          writer.add("mmap", {}, {Arena::integer(-1), Arena::integer(8)}, Class::mmap);
      writer.add("mmap.write", made, {writer.bytes("ab\nc1\n12")});
      writer.add("mmap.seek", made, {Arena::integer(1)});
      return made;
    }
  }
}

Register make_iterator(StepWriter& writer, const CellPlan& plan) {
  const auto iterate = [&](std::string_view op, Register over) {
    return writer.add(op, over, {}, Class::iterator);
  };
  const auto array = [&] {
    return writer.add("bytearray", {}, {writer.bytes("ab")}, Class::bytearray);
  };
  switch (plan.shape % kShapes) {
    case 1: {
      const Register made = iterate("bytearray.__iter__", array());
      writer.add("iterator.__next__", made, {});
      return made;
    }
    case 2:
    case 3: {
      const Register view =
          writer.add("memoryview", {}, {Arena::reference(array())}, Class::memoryview);
      return iterate(plan.shape % 2 == 0 ? "memoryview.__iter__" : "memoryview.__reversed__", view);
    }
    case 4:
    case 5: {
      const Register map =
          writer.add("mmap", {}, {Arena::integer(-1), Arena::integer(2)}, Class::mmap);
      return iterate(plan.shape % 2 == 0 ? "mmap.__iter__" : "mmap.__reversed__", map);
    }
    case 6: {
      // At its end.
      const Register empty = writer.add("bytearray", {}, {}, Class::bytearray);
      const Register made = iterate("bytearray.__iter__", empty);
      writer.add("iterator.__next__", made, {});
      return made;
    }
    default:
      return iterate("bytearray.__iter__", array());
  }
}

Register make_reference(StepWriter& writer, const CellPlan& plan) {
  switch (plan.shape % 4) {
    case 1: {
      const Register map =
          writer.add("mmap", {}, {Arena::integer(-1), Arena::integer(2)}, Class::mmap);
      return writer.add("mmap.weakref", map, {}, Class::weakref);
    }
    case 2: {
      const Register view = writer.add("memoryview", {}, {writer.bytes("ab")}, Class::memoryview);
      return writer.add("memoryview.weakref", view, {}, Class::weakref);
    }
    default: {
      const Register stream = writer.add("BytesIO", {}, {}, Class::bytesio);
      const Register made = writer.add("BytesIO.weakref", stream, {}, Class::weakref);
      if (plan.shape % 4 == 3) writer.add("BytesIO.drop", stream, {});
      return made;
    }
  }
}

Register make_self(StepWriter& writer, const CellPlan& plan) {
  switch (kind_of(plan.cell.op).self) {
    case Class::bytearray:
      return make_bytearray(writer, plan);
    case Class::memoryview:
      return make_view(writer, plan);
    case Class::bytesio:
      return make_stream(writer, plan);
    case Class::mmap:
      return make_mapping(writer, plan);
    case Class::iterator:
      return make_iterator(writer, plan);
    case Class::exporter:
      return writer.add(
          "exporter", {},
          {writer.bytes("abcdef"), writer.text("B"), writer.numbers(Kind::list, {2, 3})},
          Class::exporter);
    case Class::file:
      return writer.add("file", {}, {writer.bytes("abcd")}, Class::file);
    case Class::weakref:
      return make_reference(writer, plan);
    default:
      return {};
  }
}

void end(StepWriter& writer, Register self) {
  switch (self.cls()) {
    case Class::memoryview:
      writer.add("memoryview.release", self, {});
      break;
    case Class::bytesio:
      writer.add("BytesIO.close", self, {});
      break;
    case Class::mmap:
      writer.add("mmap.close", self, {});
      break;
    default:
      break;
  }
}

// What exports the object from now on.
Register hold(StepWriter& writer, const CellPlan& plan) {
  const Value self = Arena::reference(plan.self);
  // A view is exported by who uses it as a buffer, not by other views.
  const bool request = plan.self.cls() == Class::memoryview || plan.shape % 4 == 3;
  const bool shown = plan.cell.argument == ArgumentClass::own_view ||
                     plan.cell.argument == ArgumentClass::part_view;
  if (plan.self.cls() == Class::bytesio) {
    return writer.add("BytesIO.getbuffer", plan.self, {}, Class::memoryview, 2);
  }
  if (request && (!shown || plan.self.cls() == Class::memoryview)) {
    return writer.add("exporter.request", {}, {self, Arena::integer(kFullReadOnly)},
                      Class::exporter, 2);
  }
  return writer.add("memoryview", {}, {self}, Class::memoryview, 2);
}

// Streams and mappings stand anywhere, streams at the end of what a position can be as well.
void move(StepWriter& writer, const CellPlan& plan) {
  Random& random = *plan.random;
  const bool is_stream = plan.self.cls() == Class::bytesio;
  if (is_stream && random.chance(15)) {
    writer.add("BytesIO.seek", plan.self,
               {Arena::integer(std::numeric_limits<std::int64_t>::max() >> random.below(2))});
  } else if ((is_stream || plan.self.cls() == Class::mmap) && random.chance(40)) {
    const auto position = static_cast<std::int64_t>(random.below(4));
    writer.add(is_stream ? "BytesIO.seek" : "mmap.seek", plan.self, {Arena::integer(position)});
  }
}

}  // namespace

void write_object(StepWriter& writer, CellPlan& plan) {
  plan.self = make_self(writer, plan);
  if (!plan.self.exists()) return;
  if (plan.random != nullptr) move(writer, plan);
  if (plan.cell.state == ObjectState::closed) end(writer, plan.self);
  if (plan.cell.state == ObjectState::exported) plan.holder = hold(writer, plan);
}

}  // namespace holdfast

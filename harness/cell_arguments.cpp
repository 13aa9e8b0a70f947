// SPDX-License-Identifier: MIT
//
// Arguments for the systematic programs: what each parameter is meant to be, and a value of every
// class, as near to what is meant as the class can be.
#include <algorithm>
#include <array>
#include <limits>

#include "harness/cell_values.h"

namespace holdfast {
namespace {

// Objects that are only arguments are in registers of this number.
constexpr std::size_t kArgument = 4;

Param param_of(const StepKind& kind, std::size_t position) {
  // Its row is older than the parameter.
  if (kind.name == "memoryview.tobytes") return Param::text;
  return position < kind.accepted ? kind.params[position] : Param::any;
}

std::string_view usual_text(const StepKind& kind, std::size_t position) {
  if (kind.name.ends_with(".hex")) return ":";
  if (kind.name.ends_with(".fromhex")) return "61 62";
  if (kind.name.ends_with(".tobytes")) return "C";
  switch (param_of(kind, position)) {
    case Param::format:
    case Param::layout_format:
      return "B";
    case Param::mode:
      return "r+";
    case Param::text:
      return kind.accepted - position == 2 ? "utf-8" : "strict";
    default:
      return "ab";
  }
}

// A tuple, list or generator of what the parameter is meant to hold.
Value container(StepWriter& writer, const CellPlan& plan, Kind kind, Param param) {
  switch (param) {
    case Param::parts:
    case Param::affix:
      return writer.items(kind, {writer.bytes("b"), writer.bytes("ab")});
    case Param::shape:
      return kind_of(plan.cell.op).name == "exporter" ? writer.numbers(kind, {2, 3})
                                                      : writer.numbers(kind, {2, 1, 3});
    case Param::strides:
      return writer.numbers(kind, {3, 1});
    case Param::state:
      return writer.items(kind, {writer.bytes("ab"), Arena::integer(1), Arena::none()});
    case Param::key:
      return writer.numbers(kind, {1, 1});
    default:
      return writer.numbers(kind, {'a', 'b'});
  }
}

// A bytes-like object in a register of its own, behind those of the objects.
Value lender(StepWriter& writer, const CellPlan& plan, ArgumentClass argument, Param param) {
  const bool table = kind_of(plan.cell.op).name == "bytearray.translate" && plan.cell.position == 0;
  const auto array = [&] {
    return Arena::reference(writer.add(
        "bytearray", {},
        {table ? Arena::integer(256) : writer.bytes(usual_bytes(kind_of(plan.cell.op), param))},
        Class::bytearray, kArgument));
  };
  switch (argument) {
    case ArgumentClass::bytearray:
      return array();
    case ArgumentClass::view:
      return Arena::reference(
          writer.add("memoryview", {}, {array()}, Class::memoryview, kArgument));
    case ArgumentClass::mmap: {
      const Register map =
          writer.add("mmap", {}, {Arena::integer(-1), Arena::integer(2)}, Class::mmap, kArgument);
      writer.add("mmap.write", map, {writer.bytes("ab")});
      return Arena::reference(map);
    }
    default:
      return Arena::reference(
          writer.add("exporter", {},
                     {writer.bytes("ab"), writer.text("B"), writer.numbers(Kind::list, {2}),
                      Arena::none(), Arena::integer(0), Arena::integer(2)},
                     Class::exporter, kArgument));
  }
}

// Another object that shows the memory of the one in use, or a part of it.
Value shown(StepWriter& writer, const CellPlan& plan, bool part) {
  const Value memory = plan.self.cls() == Class::memoryview || !plan.holder.exists()
                           ? Arena::reference(plan.self)
                           : Arena::reference(plan.holder);
  if (!part && plan.holder.exists() && plan.variant % 2 == 0) return Arena::reference(plan.holder);
  const Register view = writer.add("memoryview", {}, {memory}, Class::memoryview, kArgument);
  if (!part) return Arena::reference(view);
  // Without its first element, or its last.
  const bool last = plan.random != nullptr && plan.random->chance(50);
  const Value start = last ? Arena::none() : Arena::integer(1);
  const Value stop = last ? Arena::integer(-1) : Arena::none();
  return Arena::reference(writer.add("memoryview.__getitem__", view,
                                     {writer.items(Kind::slice, {start, stop, Arena::none()})},
                                     Class::memoryview, kArgument + 1));
}

// What was released or closed: a view, a mapping or a stream.
Value closed(StepWriter& writer, const CellPlan& plan) {
  switch (plan.shape % 3) {
    case 1: {
      const Register map =
          writer.add("mmap", {}, {Arena::integer(-1), Arena::integer(2)}, Class::mmap, kArgument);
      writer.add("mmap.close", map, {});
      return Arena::reference(map);
    }
    case 2: {
      const Register stream = writer.add("BytesIO", {}, {}, Class::bytesio, kArgument);
      writer.add("BytesIO.close", stream, {});
      return Arena::reference(stream);
    }
    default: {
      const Register view =
          writer.add("memoryview", {}, {writer.bytes("ab")}, Class::memoryview, kArgument);
      writer.add("memoryview.release", view, {});
      return Arena::reference(view);
    }
  }
}

// 2**64, or the same below zero.
Value big(StepWriter& writer, bool below) {
  std::array<std::uint8_t, 9> number{0, 0, 0, 0, 0, 0, 0, 0, 1};
  if (below) number[8] = 0xff;
  return writer.program().arena.big(number);
}

Value object(StepWriter& writer, const CellPlan& plan, Param param) {
  if (param == Param::fileno) {
    return Arena::reference(
        writer.add("file", {}, {writer.bytes("abcdef")}, Class::file, kArgument));
  }
  if (plan.shape % 3 == 1) return Arena::plain(Kind::ellipsis);
  if (plan.shape % 3 == 2) {
    return Arena::reference(
        writer.add("BytesIO", {}, {writer.bytes("ab\n")}, Class::bytesio, kArgument));
  }
  return Arena::plain(Kind::object);
}

// The name of a parameter where it has one, else one that nothing accepts.
std::uint8_t keyword_of(const CellPlan& plan) {
  using Names = std::array<std::string_view, 6>;
  static constexpr auto kNames = std::to_array<std::pair<std::string_view, Names>>({
      {"bytes", {"source", "encoding", "errors"}},
      {"gc.collect", {"generation"}},
      {"bytearray", {"source", "encoding", "errors"}},
      {"bytearray.__init__", {"source", "encoding", "errors"}},
      {"bytearray.decode", {"encoding", "errors"}},
      {"bytearray.hex", {"sep", "bytes_per_sep"}},
      {"bytearray.split", {"sep", "maxsplit"}},
      {"bytearray.rsplit", {"sep", "maxsplit"}},
      {"bytearray.splitlines", {"keepends"}},
      {"bytearray.expandtabs", {"tabsize"}},
      {"bytearray.translate", {"", "delete"}},
      {"bytearray.resize", {"size"}},
      {"memoryview", {"object"}},
      {"memoryview.cast", {"format", "shape"}},
      {"memoryview.tobytes", {"order"}},
      {"memoryview.hex", {"sep", "bytes_per_sep"}},
      {"memoryview._from_flags", {"object", "flags"}},
      {"BytesIO", {"initial_bytes"}},
      {"BytesIO.__init__", {"initial_bytes"}},
      {"mmap", {"fileno", "length", "flags", "prot", "access", "offset"}},
  });
  std::string_view wanted = plan.variant % 2 == 0 ? "" : "size";
  for (const auto& [kind, names] : kNames) {
    if (kind != kind_of(plan.cell.op).name || plan.variant % 2 != 0) continue;
    if (plan.cell.position < names.size()) wanted = names[plan.cell.position];
  }
  const auto* found = std::ranges::find(kKeywords, wanted.empty() ? "bogus" : wanted);
  return static_cast<std::uint8_t>(1 + (found - kKeywords.begin()));
}

}  // namespace

Value usual_argument(StepWriter& writer, const CellPlan& plan, std::size_t position,
                     std::size_t count) {
  const StepKind& kind = kind_of(plan.cell.op);
  const Param param = param_of(kind, position);
  switch (param) {
    case Param::key:
      // A slice where what is assigned is not for one item.
      if (kind.form == Form::set_item && !takes(Param::byte, plan.cell.argument) &&
          plan.cell.argument != ArgumentClass::real) {
        return first_two(writer, Arena::integer(0));
      }
      return Arena::integer(1);
    case Param::slice:
      return first_two(writer, Arena::integer(0));
    case Param::source:
      return count > 1 ? writer.text("ab") : writer.bytes("ab");
    case Param::items:
    case Param::buffer:
    case Param::initial:
    case Param::affix:
      return writer.bytes(usual_bytes(kind, param));
    case Param::needle:
      return writer.bytes("b");
    case Param::value:
    case Param::item:
      return Arena::integer('b');
    case Param::memory:
      return lender(writer, plan, ArgumentClass::bytearray, param);
    case Param::text:
    case Param::format:
    case Param::layout_format:
    case Param::mode:
      return writer.text(usual_text(kind, position));
    case Param::flag:
      return Arena::boolean(true);
    case Param::shape:
    case Param::parts:
      return container(writer, plan, Kind::list, param);
    case Param::values:
    case Param::state:
      return container(writer, plan, Kind::tuple, param);
    case Param::separator:
      return kind.name.ends_with("translate") ? Arena::none() : writer.bytes(" ");
    case Param::contents:
      return writer.bytes(usual_bytes(kind, param));
    case Param::strides:
    case Param::any:
      return Arena::none();
    case Param::fileno:
      return Arena::integer(-1);
    default:
      return Arena::integer(usual_number(plan, param));
  }
}

Value cell_argument(StepWriter& writer, const CellPlan& plan, std::size_t count) {
  const Cell& cell = plan.cell;
  const StepKind& kind = kind_of(cell.op);
  const Param param = param_of(kind, cell.position);
  switch (cell.argument) {
    case ArgumentClass::absent:
    case ArgumentClass::surplus:
      return Arena::integer(1);
    case ArgumentClass::keyword: {
      Value value = usual_argument(writer, plan, cell.position, count);
      value.keyword = keyword_of(plan);
      return value;
    }
    case ArgumentClass::hostile:
      return hostile_argument(writer, plan, param);
    case ArgumentClass::itself:
      return Arena::reference(plan.self);
    case ArgumentClass::own_view:
    case ArgumentClass::part_view:
      return shown(writer, plan, cell.argument == ArgumentClass::part_view);
    case ArgumentClass::closed:
      return closed(writer, plan);
    case ArgumentClass::none:
      return Arena::none();
    case ArgumentClass::boolean:
      return Arena::boolean(plan.variant % 2 == 0);
    case ArgumentClass::integer:
      return Arena::integer(plan.variant % 2 == 0 ? usual_number(plan, param)
                            : plan.shape % 2 == 0 ? 0
                                                  : 1000);
    case ArgumentClass::negative:
      return Arena::integer(plan.variant % 2 == 0    ? -1
                            : param == Param::advice ? -1
                                                     : std::numeric_limits<std::int64_t>::min());
    case ArgumentClass::big:
      return big(writer, plan.variant % 2 != 0);
    case ArgumentClass::real:
      return Arena::real(1.5);
    case ArgumentClass::index:
      return writer.custom(
          Hook::index, {Arena::block(0, 0),
                        Arena::integer(param == Param::fileno ? -1 : usual_number(plan, param))});
    case ArgumentClass::text:
      return writer.text(usual_text(kind, cell.position));
    case ArgumentClass::bytes:
      if (kind.name == "bytearray.translate" && cell.position == 0) {
        return writer.bytes(std::string(256, 'x'));
      }
      return writer.bytes(usual_bytes(kind, param));
    case ArgumentClass::bytearray:
    case ArgumentClass::view:
    case ArgumentClass::mmap:
    case ArgumentClass::exporter:
      return lender(writer, plan, cell.argument, param);
    case ArgumentClass::buffer:
      return writer.custom(
          Hook::buffer,
          {Arena::block(0, 0), writer.bytes(usual_bytes(kind, param)), Arena::block(0, 0)});
    case ArgumentClass::slice:
      return first_two(writer, plan.variant % 2 == 0 ? Arena::integer(0) : Arena::none());
    case ArgumentClass::tuple:
      return container(writer, plan, Kind::tuple, param);
    case ArgumentClass::list:
      return container(writer, plan, Kind::list, param);
    case ArgumentClass::iterator:
      return container(writer, plan, Kind::iterator, param);
    case ArgumentClass::object:
      return object(writer, plan, param);
  }
  return Arena::none();
}

}  // namespace holdfast

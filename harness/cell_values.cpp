// SPDX-License-Identifier: MIT
#include "harness/cell_values.h"

namespace holdfast {
namespace {

constexpr std::int64_t kFullReadOnly = 0x11c;   // PyBUF_FULL_RO
constexpr std::int64_t kNobodys = 1 << 30;      // a descriptor that nobody has open
constexpr std::int64_t kPrivateAnonymous = 34;  // MAP_PRIVATE | MAP_ANONYMOUS

bool is_number(Param param) {
  return takes(param, ArgumentClass::integer) && param != Param::any && param != Param::item;
}

// What happens to the object in use while a hostile argument is asked.
Value hostile_block(StepWriter& writer, const CellPlan& plan) {
  const Register self = plan.self;
  const Value itself = Arena::reference(self);
  constexpr std::size_t kInto = 6;
  // First the memory is exported, then the object changes, then it ends.
  const std::size_t what = plan.variant % 3;
  switch (self.cls()) {
    case Class::bytearray:
      if (what == 0) return writer.block("bytearray.clear", self, {});
      if (what == 1) return writer.block("memoryview", {}, {itself}, kInto);
      return writer.block("bytearray.extend", self, {writer.bytes("0123456789")});
    case Class::memoryview:
      if (what == 0) return writer.block("memoryview.release", self, {});
      if (what == 1) {
        return writer.block("exporter.request", {}, {itself, Arena::integer(kFullReadOnly)}, kInto);
      }
      return writer.block("memoryview.tolist", self, {});
    case Class::bytesio:
      if (what == 0) return writer.block("BytesIO.close", self, {});
      if (what == 1) return writer.block("BytesIO.getbuffer", self, {}, kInto);
      return writer.block("BytesIO.write", self, {writer.bytes("0123")});
    case Class::mmap:
      if (what == 0) return writer.block("mmap.close", self, {});
      if (what == 1) return writer.block("memoryview", {}, {itself}, kInto);
      return writer.block("mmap.seek", self, {Arena::integer(3)});
    case Class::iterator:
      return writer.block("iterator.__next__", self, {});
    case Class::file:
      return writer.block("file.truncate", self, {Arena::integer(1)});
    default:
      return writer.block("bytearray", {}, {writer.bytes("x")}, kInto);
  }
}

}  // namespace

std::int64_t usual_number(const CellPlan& plan, Param param) {
  switch (param) {
    case Param::byte:
    case Param::item:
    case Param::items:
    case Param::parts:
    case Param::needle:
    case Param::values:
      return 'b';
    case Param::size:
    case Param::limit:
    case Param::source:
      return 3;
    case Param::times:
    case Param::layout_flags:
      return 2;
    case Param::flags:
      return kFullReadOnly;
    case Param::fileno:
      return kNobodys;
    case Param::map_size:
      return 4;
    case Param::map_flags:
      return kPrivateAnonymous;
    case Param::map_prot:
      return 3;
    case Param::access:
    case Param::page:
    case Param::advice:
    case Param::whence:
    case Param::offset:
    case Param::bound:
      return 0;
    default:
      return plan.shape % 2 == 0 ? 1 : 0;
  }
}

std::string_view usual_bytes(const StepKind& kind, Param param) {
  if (kind.name == "exporter") return "abcdef";
  if (param == Param::separator || param == Param::text) return " ";
  if (param == Param::needle || param == Param::item) return "b";
  if (kind.name.ends_with("just") || kind.name.ends_with("center")) return "*";
  return "ab";
}

Value first_two(StepWriter& writer, Value start) {
  return writer.items(Kind::slice, {start, Arena::integer(2), Arena::none()});
}

Value hostile_argument(StepWriter& writer, const CellPlan& plan, Param param) {
  const StepKind& kind = kind_of(plan.cell.op);
  const Value block = hostile_block(writer, plan);
  const Value nothing = Arena::block(0, 0);
  const auto number = [&] {
    const std::int64_t answer = param == Param::fileno ? -1 : usual_number(plan, param);
    return writer.custom(Hook::index, {block, Arena::integer(answer)});
  };
  const auto lender = [&] {
    const Value answer = writer.bytes(usual_bytes(kind, param));
    // Once while it is given back.
    return plan.variant % 3 == 2 ? writer.custom(Hook::buffer, {nothing, answer, block})
                                 : writer.custom(Hook::buffer, {block, answer, nothing});
  };
  const bool second = plan.variant % 2 == 1;
  // What is asked by who knows nothing of the type.
  const bool compares = kind.form == Form::binary && (kind.python == "==" || kind.python == "!=");
  if ((compares || param == Param::item) && plan.variant % 3 == 1) {
    return writer.custom(Hook::eq, {block, Arena::boolean(true)});
  }
  if (param == Param::values && plan.variant % 3 == 1) {
    return writer.custom(Hook::repr, {block, writer.text("shown")});
  }
  switch (param) {
    case Param::parts:
      return second ? writer.items(Kind::list, {writer.bytes("a"), lender()})
                    : writer.items(Kind::iterator, {writer.bytes("a"), block, writer.bytes("b")});
    case Param::items:
    case Param::source:
    case Param::value:
      if (param == Param::value && plan.random != nullptr && plan.random->chance(50)) {
        return number();
      }
      if (second) return writer.items(Kind::iterator, {Arena::integer('a'), block});
      if (param == Param::value && plan.self.cls() == Class::memoryview) return number();
      return lender();
    case Param::key:
    case Param::slice:
      return second || param == Param::slice ? first_two(writer, number()) : number();
    case Param::shape:
    case Param::strides:
      return writer.items(Kind::list, {number()});
    case Param::state:
      return writer.items(Kind::tuple, {second ? writer.bytes("ab") : lender(),
                                        second ? number() : Arena::integer(1), Arena::none()});
    case Param::affix:
      return writer.items(Kind::tuple, {writer.bytes("zz"), lender()});
    case Param::needle:
    case Param::initial:
    case Param::any:
      return second ? number() : lender();
    default:
      if (is_number(param)) return number();
      return lender();
  }
}

}  // namespace holdfast

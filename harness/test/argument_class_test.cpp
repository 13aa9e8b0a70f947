// SPDX-License-Identifier: MIT
//
// The classes of arguments: one for each way in which an argument can matter, told by what a
// subject shows of the objects before the step.
#include "harness/argument_class.h"

#include <map>

#include <gtest/gtest.h>

#include "harness/step_writer.h"

namespace holdfast {
namespace {

constexpr Register kArray(Class::bytearray, 0);
constexpr Register kOther(Class::bytearray, 1);
constexpr Register kView(Class::memoryview, 0);
constexpr Register kPart(Class::memoryview, 1);
constexpr Register kReleased(Class::memoryview, 2);
constexpr Register kForeign(Class::memoryview, 3);

// Shows what it is told to.
class Shown final : public Subject {
 public:
  Shown() {
    show(kArray, {.identity = 1, .size = 4, .exported = true});
    show(kOther, {.identity = 2, .size = 4});
    show(kView, {.identity = 3, .exporter = 1, .size = 4});
    show(kPart, {.identity = 4, .exporter = 1, .size = 2});
    show(kReleased, {.identity = 5, .closed = true});
    show(kForeign, {.identity = 6, .exporter = 2, .size = 4});
    show(Register(Class::iterator, 0), {.identity = 7, .exporter = 1, .shows = false});
    show(Register(Class::bytesio, 0), {.identity = 8, .size = 3});
  }

  [[nodiscard]] std::string_view name() const override { return "shown"; }
  [[nodiscard]] bool has_messages() const override { return false; }
  void start(const Program&) override {}
  void execute(std::size_t, Answer&) override {}
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register reg, Observation& seen) override {
    const Looks& looks = looks_[reg.index()];
    static constexpr std::array<std::uint8_t, 8> kBytes{};
    seen.identity = looks.identity;
    seen.exporter = looks.exporter;
    seen.closed = looks.closed;
    seen.locked = looks.exported;
    if (!looks.closed && looks.shows) {
      seen.show(Aspect::contents);
      seen.contents = std::span(kBytes).first(looks.size);
    }
  }
  Residue finish() override { return {}; }

 private:
  struct Looks {
    std::uint64_t identity = 0;
    std::uint64_t exporter = 0;
    std::size_t size = 0;
    bool closed = false;
    bool exported = false;
    bool shows = true;
  };
  void show(Register reg, Looks looks) {
    registers_.insert(reg);
    looks_[reg.index()] = looks;
  }
  RegisterSet registers_;
  std::map<std::size_t, Looks> looks_;
};

class ArgumentClassTest : public testing::Test {
 protected:
  // The class of the only argument of b.append(value), or of another step.
  std::string_view class_of(Value value, std::string_view op = "bytearray.append",
                            Register self = kArray) {
    writer_.add(op, self, {value});
    return name(at(0));
  }
  ArgumentClass at(std::size_t position) {
    return classify(program_, program_.steps.back(), position, facts_);
  }
  static Value ref(Register reg) { return Arena::reference(reg); }

  void SetUp() override { facts_.look(subject_); }

  Shown subject_;
  ObjectFacts facts_;
  Program program_;
  StepWriter writer_{program_};
};

TEST_F(ArgumentClassTest, NumbersAreToldByWhatTheyAreTo64Bits) {
  EXPECT_EQ(class_of(Arena::integer(0)), "int");
  EXPECT_EQ(class_of(Arena::integer(-1)), "negative");
  EXPECT_EQ(class_of(Arena::boolean(false)), "bool");
  EXPECT_EQ(class_of(Arena::real(1)), "float");
  const std::array<std::uint8_t, 9> big{0, 0, 0, 0, 0, 0, 0, 0, 1};
  EXPECT_EQ(class_of(program_.arena.big(big)), "big");
}

TEST_F(ArgumentClassTest, ObjectsAreToldByTheMemoryTheyShow) {
  EXPECT_EQ(class_of(ref(kArray)), "itself");
  EXPECT_EQ(class_of(ref(kView)), "own-view");
  EXPECT_EQ(class_of(ref(kPart)), "part-view");
  EXPECT_EQ(class_of(ref(kForeign)), "view");
  EXPECT_EQ(class_of(ref(kReleased)), "closed");
  EXPECT_EQ(class_of(ref(kOther)), "bytearray");
  EXPECT_EQ(class_of(ref(Register(Class::iterator, 0))), "iterator");
  EXPECT_EQ(class_of(ref(Register(Class::bytesio, 0))), "object");
}

TEST_F(ArgumentClassTest, WhoseMemoryAViewShowsIsAnotherObjectThatShowsIt) {
  EXPECT_EQ(class_of(ref(kArray), "memoryview.__eq__", kView), "own-view");
  EXPECT_EQ(class_of(ref(kArray), "memoryview.__eq__", kPart), "part-view");
  EXPECT_EQ(class_of(ref(kView), "memoryview.__eq__", kForeign), "view");
}

TEST_F(ArgumentClassTest, OnlyWhatRunsStepsOrRaisesIsHostile) {
  const Value nothing = Arena::block(0, 0);
  const Value raising = Arena::plain(Kind::raising);
  EXPECT_EQ(class_of(writer_.custom(Hook::index, {nothing, Arena::integer(1)})), "index");
  EXPECT_EQ(class_of(writer_.custom(Hook::buffer, {nothing, Arena::none(), nothing})), "buffer");
  EXPECT_EQ(class_of(writer_.custom(Hook::index, {nothing, raising})), "hostile");
  const Value block = writer_.block("bytearray.clear", kArray, {});
  EXPECT_EQ(class_of(writer_.custom(Hook::index, {block, Arena::integer(1)})), "hostile");
  EXPECT_EQ(class_of(writer_.items(Kind::iterator, {Arena::integer(1), block})), "hostile");
  EXPECT_EQ(class_of(writer_.items(Kind::tuple,
                                   {writer_.custom(Hook::index, {block, Arena::integer(1)})})),
            "hostile");
  EXPECT_EQ(class_of(writer_.items(Kind::iterator, {Arena::integer(1)})), "iterator");
}

TEST_F(ArgumentClassTest, NumberAndNameGoBeforeTheValue) {
  Value named = Arena::none();
  named.keyword = 1;
  writer_.add("bytearray.insert", kArray, {Arena::integer(1), Arena::none(), Arena::none()});
  EXPECT_EQ(at(1), ArgumentClass::none);
  EXPECT_EQ(at(2), ArgumentClass::surplus);
  EXPECT_EQ(at(3), ArgumentClass::absent);
  writer_.add("bytearray.insert", kArray, {named});
  EXPECT_EQ(at(0), ArgumentClass::keyword);
  EXPECT_EQ(at(1), ArgumentClass::absent);
}

TEST(Takes, AParameterTakesWhatItIsMeantToBe) {
  EXPECT_TRUE(takes(Param::byte, ArgumentClass::index));
  EXPECT_TRUE(takes(Param::byte, ArgumentClass::big)) << "of the right type, out of range";
  EXPECT_FALSE(takes(Param::byte, ArgumentClass::real));
  EXPECT_TRUE(takes(Param::bound, ArgumentClass::none));
  EXPECT_FALSE(takes(Param::index, ArgumentClass::none));
  EXPECT_TRUE(takes(Param::buffer, ArgumentClass::part_view));
  EXPECT_FALSE(takes(Param::buffer, ArgumentClass::closed));
  EXPECT_FALSE(takes(Param::any, ArgumentClass::surplus));
}

}  // namespace
}  // namespace holdfast

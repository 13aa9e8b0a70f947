// SPDX-License-Identifier: MIT
#include "model/model.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "harness/limits.h"
#include "model/buffers.h"
#include "model/call.h"
#include "model/mapping.h"
#include "model/streams.h"

namespace holdfast::model {
namespace {

void pin(Call& call, Register reg) {
  Call::Pin made{.reg = reg, .object = call.model.held(reg)};
  if (call.few < call.pins.size()) {
    call.pins[call.few++] = std::move(made);
  } else {
    call.more_pins.push_back(std::move(made));
  }
}

// Lets go of what the call kept alive, in CPython's order: the object itself, then the arguments
// from the last to the first.
void unpin(Call& call) {
  call.target.reset();
  while (!call.more_pins.empty()) call.more_pins.pop_back();
  while (call.few > 0) call.pins[--call.few].object.reset();
}

void show_layout(const Layout& layout, Observation& seen) {
  seen.readonly = layout.readonly;
  seen.format = layout.format;
  seen.itemsize = layout.itemsize;
  seen.shape = layout.shape;
  seen.strides = layout.strides;
  seen.suboffsets = layout.suboffsets;
}

// Whose memory it is, and by which acquisition.
void show_owner(const Acquisition& acquisition, Observation& seen) {
  const Acquisition& root = acquisition.root();
  seen.exporter = root.exporter->owner().identity;
  seen.acquisition = root.identity;
}

}  // namespace

const Ref<Object>& Call::object(Value reference) const {
  for (std::size_t i = 0; i < few; ++i) {
    if (pins[i].reg == reference.reg) return pins[i].object;
  }
  for (const Pin& pin : more_pins) {
    if (pin.reg == reference.reg) return pin.object;
  }
  return target;
}

Value Call::letter(std::uint8_t byte) {
  Value letter;
  letter.kind = Kind::bytes;
  letter.size = 1;
  letter.offset = kLetters + byte;
  return letter;
}

ByteSpan Call::contents(Value value) const {
  static const Contents kAll = [] {
    Contents all(256);
    std::iota(all.begin(), all.end(), std::uint8_t{0});
    return all;
  }();
  if (value.reg.exists()) return lines[value.offset];
  if (value.offset < kLetters) return arena().contents(value);
  return ByteSpan(kAll).subspan(value.offset - kLetters, 1);
}

Mapping* Call::mapping(Value value) const { return as<Mapping>(value, Class::mmap); }

Result<Value> Call::give(Kind kind, std::span<const std::uint8_t> contents) {
  if (contents.size() > kMemoryLimit) return exhausted();
  return model.results().bytes(kind, contents);
}

Result<Value> Call::give_bytearray(std::span<const std::uint8_t> contents) {
  const auto array = std::make_shared<Bytearray>(model.census());
  if (const auto fits = array->replace(0, 0, contents); !fits) return fault(fits);
  return make(array);
}

Model::Model() { (void)row_of(Op{}); }

Model::~Model() { finish(); }

void Model::start(const Program& program) {
  finish();
  program_ = &program;
  ended_ = false;
  exhausted_ = crashed_ = unspecified_ = false;
}

void Model::execute(std::size_t index, Answer& answer) {
  answer_ = &answer;
  answer.outcome = run(program_->steps[index]);
  if (unspecified_) {
    answer.outcome = {};
    answer.outcome.type = Outcome::Type::unspecified;
  } else if (crashed_) {
    answer.outcome = {};
    answer.outcome.type = Outcome::Type::crashed;
    answer.outcome.message = answer.arena.text("SIGBUS");
  } else if (exhausted_ || holds_too_much()) {
    answer.outcome = {};
    answer.outcome.type = Outcome::Type::exhausted;
  }
}

Outcome Model::run(const Step& step) {
  if (lacks_register(*program_, step, registers_)) return {};
  if (misses_pages() && reads_missing_pages(step)) unspecified_ = true;
  if (has_strange_bytes(step)) unspecified_ = true;
  Call call(*this, step);
  if (step.self.exists()) call.target = held(step.self);
  const std::span<const Value> arguments = program_->arguments(step);
  for_each_value(*program_, arguments, [&](Value value) {
    if (value.kind == Kind::reference) pin(call, value.reg);
  });

  const Row& row = row_of(step.op);
  const Result<> bound = row.binds_itself ? Result<>() : bind(row, call);
  Result<Value> result = bound ? row.run(call) : fault(bound);
  unpin(call);
  if (!result) {
    const Fault fault = result.error();
    exhausted_ = exhausted_ || fault.exhausted;
    crashed_ = crashed_ || fault.crashed;
    unspecified_ = unspecified_ || fault.unspecified;
    if (!fault.exhausted && !fault.crashed && !fault.unspecified) {
      return Outcome::raised(fault.type);
    }
    Outcome outcome;
    outcome.type = Outcome::Type::exhausted;
    return outcome;
  }
  if (call.made) *result = keep(call.made, step.into);
  Outcome outcome = Outcome::returned(*result);
  if (call.open) outcome.type = Outcome::Type::open;
  return outcome;
}

void Model::run_block(Value block, const Ref<View>& view) {
  if (ended_ || block.kind != Kind::block) return;
  const Ref<View> before = std::exchange(given_, view);
  const bool missed_pages = misses_pages();
  for (const Step& step : program_->block(block)) {
    const Outcome outcome = run(step);
    // Whether whoever runs this came to the pages before they went, and whether before they came
    // back, is not for the model to say.
    if (!missed_pages && misses_pages()) unspecified_ = true;
    answer_->nested.push_back(outcome);
  }
  given_ = before;
}

// An object that a register holds already stays there. What the register held before goes last,
// since a hostile argument may run steps then.
Value Model::keep(const Ref<Object>& object, std::uint8_t number) {
  if (object->home.exists()) return Arena::reference(object->home);
  const Register reg(object->cls, number);
  object->home = reg;
  registers_.insert(reg);
  const Ref<Object> before = std::exchange(held_[reg.index()], object);
  if (before) before->home = Register();
  return Arena::reference(reg);
}

void Model::drop(Register reg) {
  const Ref<Object> before = std::move(held_[reg.index()]);
  registers_.erase(reg);
  before->home = Register();
}

void Model::report(Exception type) {
  if (!ended_) answer_->nested.push_back(Outcome::raised(type));
}

bool Model::misses_pages() const {
  return std::ranges::any_of(census_.mappings,
                             [](const Mapping* mapping) { return mapping->misses_pages(); });
}

// Whether a step may read or write, through a view or as a buffer, a mapping that misses pages.
// What mappings themselves do is said where they do it.
bool Model::reads_missing_pages(const Step& step) const {
  const auto misses = [&](Register reg) {
    const Object* object = held(reg).get();
    if (reg.cls() == Class::iterator) object = static_cast<const Iterator*>(object)->over.get();
    if (object == nullptr) return false;
    if (object->cls == Class::memoryview) {
      const auto* view = static_cast<const View*>(object);
      if (view->released) return false;
      object = view->acquisition->root().exporter.get();
    } else if (object->cls == Class::exporter) {
      const auto* exporter = static_cast<const Exporter*>(object);
      if (!exporter->borrowed) return false;
      object = exporter->borrowed->root().exporter.get();
    }
    return object != nullptr && object->cls == Class::mmap &&
           static_cast<const Mapping*>(object)->misses_pages();
  };
  const StepKind& kind = kind_of(step.op);
  bool reads = (kind.self == Class::memoryview || kind.self == Class::iterator) &&
               kind.form != Form::drop && kind.name != "memoryview.release" && misses(step.self);
  for_each_value(*program_, program_->arguments(step), [&](Value value) {
    if (value.kind == Kind::reference) reads = reads || misses(value.reg);
  });
  return reads;
}

// Whether an object of a class derived from bytes stands where it is more than its buffer: who asks
// for its length, its truth or its hash there is not modelled. hex() is.
bool Model::has_strange_bytes(const Step& step) const {
  const StepKind& kind = kind_of(step.op);
  const auto arguments = program_->arguments(step);
  bool strange = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const Value value = arguments[i];
    if (is_derived(value) && i < kind.accepted && value.keyword == 0 &&
        kind.form != Form::reflected) {
      const Param param = kind.params[i];
      const bool separates = param == Param::text && kind.python == "hex";
      if (separates || param == Param::memory) continue;
    }
    for_each_value(*program_, arguments.subspan(i, 1),
                   [&](Value inner) { strange = strange || is_derived(inner); });
  }
  return strange;
}

bool Model::holds_too_much() const {
  std::size_t bytes = 0;
  registers_.for_each_of(Class::bytearray, [&](Register reg) {
    bytes += static_cast<const Bytearray&>(*held(reg)).data.size();
  });
  registers_.for_each_of(Class::bytesio, [&](Register reg) {
    bytes += static_cast<const Stream&>(*held(reg)).data.size();
  });
  registers_.for_each_of(Class::memoryview, [&](Register reg) {
    const auto& view = static_cast<const View&>(*held(reg));
    if (!view.released) bytes += static_cast<std::size_t>(view.size());
  });
  registers_.for_each_of(Class::mmap, [&](Register reg) {
    const auto& mapping = static_cast<const Mapping&>(*held(reg));
    if (!mapping.closed) bytes += mapping.window.size();
  });
  return bytes > kMemoryLimit;
}

void Model::observe(Register reg, Observation& seen) {
  Object& object = *held(reg);
  seen.show(Aspect::identity);
  seen.identity = object.identity;
  if (reg.cls() == Class::bytearray) {
    const auto& array = static_cast<const Bytearray&>(object);
    for (const Aspect aspect : {Aspect::contents, Aspect::locked, Aspect::exports}) {
      seen.show(aspect);
    }
    seen.contents = array.data;
    seen.locked = array.exports > 0;
    seen.exports = array.exports;
  } else if (reg.cls() == Class::weakref) {
    seen.show(Aspect::closed);
    seen.closed = static_cast<const WeakReference&>(object).referent.expired();
  } else if (reg.cls() == Class::file) {
    seen.show(Aspect::contents);
    seen.contents = static_cast<const File&>(object).contents();
  } else if (reg.cls() == Class::mmap) {
    const auto& mapping = static_cast<const Mapping&>(object);
    seen.show(Aspect::closed);
    seen.closed = mapping.closed;
    if (mapping.closed) return;
    for (const Aspect aspect :
         {Aspect::contents, Aspect::position, Aspect::locked, Aspect::exports}) {
      seen.show(aspect);
    }
    seen.contents = mapping.window;
    seen.position = mapping.position;
    seen.locked = mapping.exports > 0;
    seen.exports = mapping.exports;
  } else if (reg.cls() == Class::memoryview) {
    auto& view = static_cast<View&>(object);
    seen.show(Aspect::closed);
    seen.closed = view.released;
    if (view.released) return;
    for (const Aspect aspect :
         {Aspect::contents, Aspect::readonly, Aspect::exports, Aspect::layout}) {
      seen.show(aspect);
    }
    seen.contents = view.contents(view.shown);
    seen.exports = view.exports;
    show_layout(view, seen);
    show_owner(*view.acquisition, seen);
  } else if (reg.cls() == Class::bytesio) {
    const auto& stream = static_cast<const Stream&>(object);
    seen.show(Aspect::closed);
    seen.closed = stream.closed;
    if (stream.closed) return;
    for (const Aspect aspect :
         {Aspect::contents, Aspect::position, Aspect::locked, Aspect::exports}) {
      seen.show(aspect);
    }
    seen.contents = stream.data;
    seen.position = stream.position;
    seen.locked = stream.exports > 0;
    seen.exports = stream.exports;
  } else if (reg.cls() == Class::iterator) {
    // An iterator keeps its view, and with it the memory.
    const Object* over = static_cast<const Iterator&>(object).over.get();
    if (over == nullptr || over->cls != Class::memoryview) return;
    const auto& view = static_cast<const View&>(*over);
    if (!view.released) show_owner(*view.acquisition, seen);
  } else if (reg.cls() == Class::exporter) {
    auto& exporter = static_cast<Exporter&>(object);
    for (const Aspect aspect : {Aspect::contents, Aspect::readonly, Aspect::layout}) {
      seen.show(aspect);
    }
    seen.contents = contents_of(exporter, exporter.memory, exporter.shown);
    show_layout(exporter, seen);
    if (!exporter.has_format) seen.format = {};
    if (!exporter.has_shape) seen.shape = {};
    if (!exporter.has_strides) seen.strides = {};
    if (exporter.borrowed) {
      show_owner(*exporter.borrowed, seen);
    } else {
      // One that passes on a buffer leaves counting to the object that it is of.
      seen.show(Aspect::exports);
      seen.exports = exporter.exports;
    }
  }
}

Residue Model::finish() {
  ended_ = true;
  registers_.for_each([&](Register reg) { held_[reg.index()].reset(); });
  registers_.clear();
  Residue residue;
  residue.objects = census_.alive;
  return residue;
}

std::unique_ptr<Subject> make_model() { return std::make_unique<Model>(); }

}  // namespace holdfast::model

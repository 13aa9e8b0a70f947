// SPDX-License-Identifier: MIT
#include "subjects/implementation.h"

#include <algorithm>
#include <functional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "harness/limits.h"
#include "impl/big_integer.h"
#include "impl/bytearray.h"
#include "impl/bytesio.h"
#include "impl/iterator.h"
#include "impl/memory.h"
#include "impl/memoryview.h"
#include "impl/sequence.h"
#include "impl/str.h"
#include "impl/unraisable.h"
#include "subjects/files.h"
#include "subjects/hosts.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

// The library's exceptions and the vocabulary's go by the same names, in the same order.
Exception translate(impl::ExceptionType type) { return static_cast<Exception>(type); }

bool names_agree() {
  for (std::size_t i = 0; i < kExceptionNames.size(); ++i) {
    if (kExceptionNames[i] != impl::name(static_cast<impl::ExceptionType>(i))) return false;
  }
  return true;
}

// What a step gives that needs more memory than a program may use.
Outcome ran_out() {
  return {.type = Outcome::Type::exhausted, .exception = {}, .value = {}, .message = {}};
}

// Whether a result by itself is more than a program may show (adapters/adapter.py: size_of).
bool shows_too_much(const impl::Value& result) {
  if (const auto* bytes = result.as<impl::Bytes>()) return bytes->contents().size() > kMemoryLimit;
  if (const auto* text = result.as<impl::Str>()) return text->text().size() > kMemoryLimit;
  return false;
}

bool is_exhausted(const Outcome& outcome) { return outcome.type == Outcome::Type::exhausted; }

Class class_of(const impl::Object& object) {
  switch (object.type()) {
    case impl::ObjectType::bytearray:
      return Class::bytearray;
    case impl::ObjectType::memoryview:
      return Class::memoryview;
    case impl::ObjectType::iterator:
      return Class::iterator;
    case impl::ObjectType::mmap:
      return Class::mmap;
    case impl::ObjectType::host:
      return dynamic_cast<const FileHost*>(&object) != nullptr ? Class::file : Class::none;
    case impl::ObjectType::bytesio:
      return Class::bytesio;
    case impl::ObjectType::ndarray:
      return Class::exporter;
    case impl::ObjectType::weak_reference:
      return Class::weakref;
    default:
      return Class::none;
  }
}

std::size_t hash_of(std::span<const std::uint8_t> bytes) {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// The byte behind the end of every empty bytearray: they share it, and it is zero.
std::uint8_t* end_of_empty() {
  static std::uint8_t other = 0;
  static std::uint8_t* const shared = [] {
    const auto empty = impl::ByteArray::create();
    return empty ? (*empty)->mutable_contents().data() : &other;
  }();
  return shared;
}

// Allocations may overshoot what an object holds; the limit on objects is checked apart.
constexpr std::size_t kAllocationLimit = 4 * kMemoryLimit;

}  // namespace

std::unique_ptr<Subject> make_implementation() { return std::make_unique<Implementation>(); }

Implementation::Implementation() {
  end_of_empty();  // while memory can be had
  if (!names_agree()) throw std::logic_error("impl and harness name exceptions differently");
  for (const StepKind& kind : vocabulary()) {
    Entry entry{.drops = kind.form == Form::drop,
                .gives_view = kind.form == Form::variable,
                .maps = kind.name == "mmap",
                .formats = kind.name.starts_with("struct.")};
    if (!entry.drops && !entry.gives_view) {
      entry.callable = impl::find_callable(kind.name);
      if (entry.callable == nullptr) entry.callable = file_callable(kind.name);
      if (entry.callable == nullptr) {
        throw std::logic_error("impl has no " + std::string(kind.name) +
                               ": add it to the method table of its type");
      }
    }
    entries_.push_back(entry);
  }
  hash_ = op_named("memoryview.__hash__");
  repr_ = op_named("memoryview.__repr__");
}

Implementation::~Implementation() {
  ended_ = true;
  clear_registers();
}

void Implementation::start(const Program& program) {
  impl::set_memory_limit(kAllocationLimit);
  ImplementationFaults::install();
  program_ = &program;
  ended_ = false;
  live_objects_ = impl::live_objects();
  live_bytes_ = impl::live_bytes();
  mappings_ = impl::mapping_census();
}

Residue Implementation::finish() {
  // Hostile arguments that are still alive run nothing any more.
  ended_ = true;
  note_returned(impl::Value::none());
  clear_registers();
  impl::set_unraisable_hook(nullptr, nullptr);
  Residue residue;
  residue.altered = std::exchange(altered_, 0);
  for (const HandedOut& handed : handed_out_) {
    if (hash_of(handed.bytes->contents()) != handed.hash) ++residue.altered;
  }
  handed_out_.clear();
  hashed_.clear();
  if (std::exchange(*end_of_empty(), std::uint8_t{0}) != 0) ++residue.altered;
  residue.objects = static_cast<std::int64_t>(impl::live_objects() - live_objects_);
  residue.bytes = static_cast<std::int64_t>(impl::live_bytes() - live_bytes_);
  residue.mappings = impl::mapping_census().mappings - mappings_.mappings;
  residue.descriptors = impl::mapping_census().descriptors - mappings_.descriptors;
  return residue;
}

void Implementation::clear_registers() {
  live_.for_each([&](Register reg) {
    live_.erase(reg);
    held_[reg.index()].reset();
  });
}

void Implementation::execute(std::size_t index, Answer& answer) {
  answer_ = &answer;
  impl::set_unraisable_hook(
      [](const impl::Error& error, void* self) {
        static_cast<Implementation*>(self)->note_unraisable(error);
      },
      this);
  const impl::BusErrorWatch watch;
  answer.outcome = run(program_->steps[index]);
  // Where memory ran out in steps that an argument ran, who called them may have gone on.
  if (std::ranges::any_of(answer.nested, is_exhausted)) {
    answer.outcome = ran_out();
  }
  if (watch.check()) return;
  // Where a page was missing the process would have ended. Methods of mappings notice that by
  // themselves, and are not helped: who reads through a view cannot.
  const bool notices = program_->steps[index].self.cls() == Class::mmap && answer.nested.empty();
  if (notices && answer.outcome.exception != Exception::OSError) return;
  answer.outcome = {};
  answer.outcome.type = Outcome::Type::crashed;
  answer.outcome.message = answer.arena.text("SIGBUS");
}

void Implementation::run_block(holdfast::Value block, impl::MemoryView* view) {
  if (ended_ || block.size == 0) return;
  impl::MemoryView* const before = std::exchange(given_, view);
  for (const Step& step : program_->block(block)) {
    const Outcome outcome = run(step);
    answer_->nested.push_back(outcome);
  }
  given_ = before;
}

Outcome Implementation::run(const Step& step) {
  if (lacks_register(*program_, step, live_)) return {};
  const Entry& entry = entries_[static_cast<std::size_t>(step.op)];
  if (entry.drops) {
    live_.erase(step.self);
    note_returned(impl::Value::none());
    held_[step.self.index()].reset();
    return Outcome::returned(Arena::none());
  }
  impl::reset_refused_request();
  auto result = call(step, entry);
  if (result && (step.op == hash_ || step.op == repr_)) result = stable(step, *result);
  if (!result) return raised(result.error());
  note_returned(*result);
  return keep(*result, step);
}

// Makes the arguments and the call; the arguments live as long as this function runs.
impl::Result<impl::Value> Implementation::call(const Step& step, const Entry& entry) {
  std::array<impl::Value, kMaxArguments> values;
  std::array<std::string_view, kMaxArguments> keywords;
  std::size_t positional = 0;
  const auto arguments = program_->arguments(step);
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    HOLDFAST_TRY(values[i], make(arguments[i]));
    if (arguments[i].keyword == 0) {
      ++positional;
    } else {
      keywords[i - positional] = kKeywords[arguments[i].keyword - 1U];
    }
  }
  impl::Value file;
  if (entry.maps) {
    file = pass_fileno(std::span(values).first(arguments.size()),
                       std::span(keywords).first(arguments.size() - positional));
  }
  if (entry.formats && !arguments.empty()) note_hashes(values[0]);
  if (entry.gives_view) {
    return given_ == nullptr ? impl::Value::none() : impl::Value::share(*given_);
  }
  const impl::Ref<impl::Object> self =
      step.self.exists() ? held_[step.self.index()] : impl::Ref<impl::Object>();
  if (step.op == hash_) note_hash(static_cast<const impl::MemoryView&>(*self));
  return entry.callable(self.get(),
                        {.values = std::span(values).first(arguments.size()),
                         .keywords = std::span(keywords).first(arguments.size() - positional)});
}

impl::Result<impl::Value> Implementation::make(holdfast::Value value) {
  const Arena& arena = program_->arena;
  switch (value.kind) {
    case Kind::none:
    case Kind::block:
    case Kind::raising:
      return impl::Value::none();
    case Kind::boolean:
      return impl::Value::boolean(value.integer != 0);
    case Kind::integer:
      return impl::Value::integer(value.integer);
    case Kind::real:
      return impl::Value::real(value.real);
    case Kind::ellipsis:
      return impl::Value::ellipsis();
    case Kind::big:
      return impl::BigInteger::from_twos_complement(arena.contents(value));
    case Kind::bytes:
      return impl::Bytes::create(arena.contents(value));
    case Kind::bytearray:
      return impl::ByteArray::create(arena.contents(value));
    case Kind::text:
      return impl::Str::create(arena.text(value));
    case Kind::reference:
      return impl::Value(held_[value.reg.index()]);
    case Kind::object:
      return impl::make<PlainHost>();
    case Kind::tuple:
    case Kind::list:
    case Kind::slice:
    case Kind::iterator:
    case Kind::custom:
      break;
  }
  const auto items = arena.items(value);
  std::vector<impl::Value> made;
  for (const holdfast::Value item : items) {
    if (item.kind == Kind::block || item.kind == Kind::raising) continue;
    HOLDFAST_TRY(auto one, make(item));
    made.push_back(std::move(one));
  }
  switch (value.kind) {
    case Kind::tuple:
      return impl::Tuple::create(made);
    case Kind::list:
      return impl::List::create(made);
    case Kind::slice:
      return impl::Slice::create(made[0], made[1], made[2]);
    case Kind::iterator:
      return impl::make<GeneratorHost>(
          *this, std::vector<holdfast::Value>(items.begin(), items.end()), std::move(made));
    default:
      break;
  }
  return make_host(*this, value.hook, items, made);
}

Outcome Implementation::raised(const impl::Error& error) {
  const std::size_t refused = impl::refused_request();
  if (error.type == impl::ExceptionType::MemoryError && refused > kAllocationLimit &&
      refused < kNeverAvailable) {
    return ran_out();
  }
  text_.clear();
  error.message.render_to(text_);
  return Outcome::raised(translate(error.type), answer_->arena.text(text_));
}

Register Implementation::find(const impl::Object& object) const {
  Register found;
  live_.for_each([&](Register reg) {
    if (held_[reg.index()].get() == &object) found = reg;
  });
  return found;
}

void Implementation::put(Register reg, impl::Ref<impl::Object> object) {
  live_.insert(reg);
  // What was there goes last: its end may run steps that look at the register.
  std::swap(held_[reg.index()], object);
}

Outcome Implementation::keep(const impl::Value& result, const Step& step) {
  const Class cls = result.is_object() ? class_of(result.object()) : Class::none;
  Register reg;
  if (cls != Class::none) {
    reg = find(result.object());
    if (!reg.exists()) {
      reg = Register(cls, step.into);
      put(reg, impl::Ref<impl::Object>::share(&result.object()));
    }
  }
  if (too_big() || shows_too_much(result)) return ran_out();
  return Outcome::returned(reg.exists() ? Arena::reference(reg) : show(result));
}

// Bytes that a step returns live until another step returns, as the adapter has it: until then they
// may share memory with a stream. Those that nobody else shares are kept to the end.
void Implementation::note_returned(const impl::Value& result) {
  HandedOut last = std::exchange(returned_, {});
  if (auto* bytes = result.as<impl::Bytes>()) {
    returned_ = {.bytes = impl::Ref<impl::Bytes>::share(bytes), .hash = hash_of(bytes->contents())};
  }
  if (!last.bytes) return;
  if (last.bytes->references() == 1) {
    handed_out_.push_back(std::move(last));
  } else if (hash_of(last.bytes->contents()) != last.hash) {
    ++altered_;
  }
}

void Implementation::note_unraisable(const impl::Error& error) {
  if (ended_) return;
  text_.clear();
  error.message.render_to(text_);
  answer_->nested.push_back(Outcome::raised(translate(error.type), answer_->arena.text(text_)));
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
#include "model/buffers.h"

#include <utility>

#include "model/arguments.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

bool is_hostile(Value value) { return value.kind == Kind::custom && value.hook == Hook::buffer; }

// PyBUF_READ and PyBUF_WRITE by themselves are no requests, whoever is asked.
bool is_request(std::int64_t flags) { return flags != 0x100 && flags != 0x200; }

Ref<View> view_of(Call& call, Ref<Object> exporter, Lent lent) {
  Census& census = call.model.census();
  auto part = std::make_shared<Acquisition>(census, std::move(exporter), lent.memory);
  return std::make_shared<View>(census, std::move(part), std::move(lent).seen());
}

}  // namespace

Loan::Loan(const Ref<Bytearray>& array) : bytes_(array->data), lender_(array), array_(array.get()) {
  lender_->lend();
}

Loan::Loan(Ref<Object> lender, Lent lent) : lender_(std::move(lender)), lent_(std::move(lent)) {
  lent_->layout = std::move(*lent_).seen();
  lender_->lend();
}

Loan::Loan(const Ref<Mapping>& mapping)
    : bytes_(mapping->window), lender_(mapping), mapping_(mapping.get()) {
  lender_->lend();
}

Loan& Loan::operator=(Loan&& other) noexcept {
  give_back();
  bytes_ = other.bytes_;
  lender_ = std::move(other.lender_);
  lent_ = std::move(other.lent_);
  array_ = other.array_;
  mapping_ = other.mapping_;
  room_ = std::move(other.room_);
  return *this;
}

void Loan::give_back() {
  if (const Ref<Object> lender = std::exchange(lender_, nullptr)) lender->take_back();
}

std::span<const std::uint8_t> Loan::bytes() {
  return lent_ ? contents_of(lent_->layout, lent_->memory, room_) : bytes_;
}

std::span<std::uint8_t> Loan::memory() {
  if (array_ != nullptr) return array_->data;
  if (mapping_ != nullptr) return mapping_->window;
  if (!lent_) return room_;
  const Layout& layout = lent_->layout;
  const std::size_t first = layout.places.empty() ? 0 : layout.places[0];
  return lent_->memory.subspan(first, static_cast<std::size_t>(layout.size()));
}

bool has_buffer(const Call& /*call*/, Value value) {
  if (value.kind == Kind::bytes || value.kind == Kind::bytearray) return true;
  if (is_hostile(value) || is_derived(value)) return true;
  if (value.kind != Kind::reference) return false;
  const Class cls = value.reg.cls();
  return cls == Class::bytearray || cls == Class::memoryview || cls == Class::exporter ||
         cls == Class::mmap;
}

Result<Ref<Host>> ask_host(Call& call, Value custom, std::int64_t flags, Lent& lent) {
  const auto returned = ask(call, custom);
  if (!returned) return fault(returned);
  auto view = make_view(call, *returned);
  if (!view) return fault(view);
  auto answered = answer(**view, flags);
  if (!answered) return fault(answered);
  lent = std::move(*answered);
  Ref<Object> kept;
  if (returned->kind == Kind::reference) kept = call.object(*returned);
  return std::make_shared<Host>(call.model, std::move(kept), std::move(*view),
                                call.items(custom)[2]);
}

Result<Ref<Object>> find_lender(Call& call, Value value, std::int64_t flags, Lent& lent) {
  if (!is_request(flags)) return raise(Exception::SystemError);
  if (!has_buffer(call, value)) return raise(Exception::TypeError);
  if (is_hostile(value)) return ask_host(call, value, flags, lent);
  Ref<Object> lender;
  if (value.kind == Kind::bytes) {
    lender = std::make_shared<Bytes>(call.model.census(), call.contents(value));
  } else if (is_derived(value)) {
    const auto bytes =
        std::make_shared<Bytes>(call.model.census(), call.contents(call.items(value)[2]));
    bytes->custom = value;
    lender = bytes;
  } else if (value.kind == Kind::bytearray) {
    const auto array = std::make_shared<Bytearray>(call.model.census());
    (void)array->replace(0, 0, call.arena().contents(value));
    lender = array;
  } else {
    lender = call.object(value);
  }
  auto answered = answer(*lender, flags);
  if (!answered) return fault(answered);
  lent = std::move(*answered);
  return lender;
}

Result<Loan> borrow(Call& call, Value value, Request request) {
  if (is_derived(value)) value = call.items(value)[2];
  // What most steps are given, without a list of places.
  if (value.kind == Kind::bytes && request == Request::writable) {
    return raise(Exception::BufferError);
  }
  if (value.kind == Kind::bytes || value.kind == Kind::bytearray) {
    return Loan(call.contents(value));
  }
  if (call.bytearray(value) != nullptr) {
    return Loan(std::static_pointer_cast<Bytearray>(call.object(value)));
  }
  if (call.mapping(value) != nullptr) {
    const auto mapping = std::static_pointer_cast<Mapping>(call.object(value));
    if (mapping->closed) return raise(Exception::ValueError);
    if (request == Request::writable && mapping->access == Access::read) {
      return raise(Exception::BufferError);
    }
    return Loan(mapping);
  }
  Lent lent;
  const auto lender = find_lender(call, value, static_cast<std::int64_t>(request), lent);
  if (!lender) return fault(lender);
  return Loan(*lender, std::move(lent));
}

Result<Ref<View>> make_view(Call& call, Value value, std::int64_t flags) {
  if (call.view(value) != nullptr) {
    const auto view = std::static_pointer_cast<View>(call.object(value));
    if (view->released) return raise(Exception::ValueError);
    return std::make_shared<View>(call.model.census(), *view);
  }
  if (!has_buffer(call, value)) return raise(Exception::TypeError);
  Lent lent;
  const auto lender = find_lender(call, value, flags, lent);
  if (!lender) return fault(lender);
  if (lent.layout.dimensions() > 64) return raise(Exception::ValueError);
  return view_of(call, *lender, std::move(lent));
}

Result<Ref<View>> make_view_of(Call& call, const Ref<Object>& object, std::int64_t flags) {
  auto lent = answer(*object, flags);
  if (!lent) return fault(lent);
  return view_of(call, object, std::move(*lent));
}

}  // namespace holdfast::model

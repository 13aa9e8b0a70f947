// SPDX-License-Identifier: MIT
#include "model/buffers.h"

#include <utility>

#include "model/arguments.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

// Whether a view has what is asked for.
bool lends(const View& view, Request request) {
  if (request == Request::full_ro) return true;
  return view.is_contiguous() && (request == Request::simple || !view.readonly);
}

bool is_hostile(Value value) { return value.kind == Kind::custom && value.hook == Hook::buffer; }

Ref<View> view_of(Call& call, Ref<Object> exporter, std::span<std::uint8_t> memory, bool readonly) {
  Census& census = call.model.census();
  return std::make_shared<View>(
      census, std::make_shared<Acquisition>(census, std::move(exporter), memory), readonly);
}

}  // namespace

Loan::Loan(const Ref<Bytearray>& array) : bytes_(array->data), lender_(array), array_(array.get()) {
  lender_->lend();
}

Loan::Loan(const Ref<View>& view) : lender_(view), view_(view.get()) { lender_->lend(); }

Loan::Loan(const Ref<Host>& host) : lender_(host), view_(host->view.get()) {}

Loan::Loan(const Ref<Mapping>& mapping)
    : bytes_(mapping->window), lender_(mapping), mapping_(mapping.get()) {
  lender_->lend();
}

Loan& Loan::operator=(Loan&& other) noexcept {
  give_back();
  bytes_ = other.bytes_;
  lender_ = std::move(other.lender_);
  view_ = other.view_;
  array_ = other.array_;
  mapping_ = other.mapping_;
  room_ = std::move(other.room_);
  return *this;
}

void Loan::give_back() {
  if (const Ref<Object> lender = std::exchange(lender_, nullptr)) lender->take_back();
}

std::span<const std::uint8_t> Loan::bytes() {
  return view_ == nullptr ? bytes_ : view_->contents(room_);
}

std::span<std::uint8_t> Loan::memory() {
  if (array_ != nullptr) return array_->data;
  if (mapping_ != nullptr) return mapping_->window;
  if (view_ == nullptr) return room_;
  const std::size_t first = view_->places.empty() ? 0 : view_->places[0];
  return view_->acquisition->memory.subspan(first, static_cast<std::size_t>(view_->size()));
}

bool Loan::carry() { return mapping_ == nullptr || mapping_->carry(); }

bool has_buffer(const Call& call, Value value) {
  return value.kind == Kind::bytes || value.kind == Kind::bytearray || is_hostile(value) ||
         call.bytearray(value) != nullptr || call.view(value) != nullptr ||
         call.mapping(value) != nullptr;
}

Result<Ref<Host>> ask_host(Call& call, Value custom) {
  const auto answer = ask(call, custom);
  if (!answer) return fault(answer);
  auto view = make_view(call, *answer);
  if (!view) return fault(view);
  return std::make_shared<Host>(call.model, std::move(*view), call.items(custom)[2]);
}

Result<Loan> borrow(Call& call, Value value, Request request) {
  if (!has_buffer(call, value)) return raise(Exception::TypeError);
  if (value.kind == Kind::bytes && request == Request::writable) {
    return raise(Exception::BufferError);
  }
  if (value.kind == Kind::bytes || value.kind == Kind::bytearray) {
    return Loan(call.contents(value));
  }
  if (is_hostile(value)) {
    const auto answer = ask(call, value);
    if (!answer) return fault(answer);
    const auto view = make_view(call, *answer);
    if (!view) return fault(view);
    if (!lends(**view, request)) return raise(Exception::BufferError);
    return Loan(std::make_shared<Host>(call.model, *view, call.items(value)[2]));
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
  const auto view = std::static_pointer_cast<View>(call.object(value));
  if (view->released) return raise(Exception::ValueError);
  if (!lends(*view, request)) return raise(Exception::BufferError);
  return Loan(view);
}

Result<Ref<View>> make_view(Call& call, Value value) {
  if (!has_buffer(call, value)) return raise(Exception::TypeError);
  Census& census = call.model.census();
  if (value.kind == Kind::bytes) {
    const auto bytes = std::make_shared<Bytes>(census, call.contents(value));
    return view_of(call, bytes, bytes->data, true);
  }
  if (value.kind == Kind::bytearray) {
    const auto array = std::make_shared<Bytearray>(census);
    (void)array->replace(0, 0, call.arena().contents(value));
    return view_of(call, array, array->data, false);
  }
  if (is_hostile(value)) {
    const auto host = ask_host(call, value);
    if (!host) return fault(host);
    const View& inner = *(*host)->view;
    auto view = view_of(call, *host, inner.acquisition->memory, inner.readonly);
    view->places = inner.places;
    view->shape = inner.shape;
    view->strides = inner.strides;
    return view;
  }
  if (call.bytearray(value) != nullptr) {
    const auto array = std::static_pointer_cast<Bytearray>(call.object(value));
    return view_of(call, array, array->data, false);
  }
  if (call.mapping(value) != nullptr) {
    const auto mapping = std::static_pointer_cast<Mapping>(call.object(value));
    if (mapping->closed) return raise(Exception::ValueError);
    return view_of(call, mapping, mapping->window, mapping->access == Access::read);
  }
  const auto view = std::static_pointer_cast<View>(call.object(value));
  if (view->released) return raise(Exception::ValueError);
  return std::make_shared<View>(census, *view);
}

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
#include "subjects/hosts.h"

#include "impl/memoryview.h"
#include "subjects/implementation.h"

namespace holdfast {
namespace {

impl::Failure division_by_zero() {
  return impl::fail(impl::ExceptionType::ZeroDivisionError, "division by zero");
}

}  // namespace

impl::Result<impl::Value> make_host(Implementation& runner, Hook hook,
                                    std::span<const holdfast::Value> items,
                                    std::span<const impl::Value> made) {
  const bool raises = items[1].kind == Kind::raising;
  const impl::Value answer = raises ? impl::Value::none() : made.front();
  switch (hook) {
    case Hook::buffer:
      return impl::make<BufferHost>(runner, items[0], raises, answer, items[2]);
    case Hook::eq:
      return impl::make<EqHost>(runner, items[0], raises, items[1].integer != 0);
    case Hook::repr:
      return impl::make<ReprHost>(runner, items[0], raises, answer);
    case Hook::hint:
      return impl::make<HintHost>(runner, items[0], raises, items[1].integer, made.back());
    case Hook::len:
    case Hook::hash: {
      HOLDFAST_TRY(auto bytes,
                   impl::make<BytesHost>(runner, hook, items[0], raises, items[1].integer));
      HOLDFAST_CHECK(bytes->fill(made.back().as<impl::Bytes>()->contents()));
      return impl::Value(std::move(bytes));
    }
    case Hook::index:
      break;
  }
  return impl::make<IndexHost>(runner, items[0], raises, answer);
}

impl::Result<impl::Value> IndexHost::index() {
  runner_.run_block(block_);
  if (raises_) return division_by_zero();
  return answer_;
}

impl::Result<bool> EqHost::equal_to(const impl::Value& other) {
  (void)other;
  runner_.run_block(block_);
  if (raises_) return division_by_zero();
  return answer_;
}

impl::Result<impl::Value> ReprHost::repr() {
  runner_.run_block(block_);
  if (raises_) return division_by_zero();
  return answer_;
}

impl::Result<impl::Value> BufferHost::buffer(impl::Request request) {
  (void)request;
  runner_.run_block(block_);
  if (raises_) return division_by_zero();
  auto view = impl::MemoryView::of(answer_);
  if (!view) return impl::Failure(std::move(view).error());
  return impl::Value(std::move(*view));
}

void BufferHost::release_buffer(impl::MemoryView& view) {
  runner_.run_block(release_block_, &view);
}

impl::Result<std::int64_t> HintHost::length_hint() {
  runner_.run_block(block_);
  if (raises_) return division_by_zero();
  if (answer_ < 0) {
    return impl::fail(impl::ExceptionType::ValueError, "__length_hint__() should return >= 0");
  }
  return answer_;
}

impl::Result<std::int64_t> BytesHost::ask() {
  if (std::exchange(asked_, true)) {
    return impl::fail(impl::ExceptionType::RuntimeError, "maximum recursion depth exceeded");
  }
  runner_.run_block(block_);
  asked_ = false;
  if (raises_) return division_by_zero();
  return answer_;
}

impl::Result<std::int64_t> BytesHost::length() {
  if (hook_ != Hook::len) return Bytes::length();
  HOLDFAST_TRY(const std::int64_t answer, ask());
  if (answer < 0) {
    return impl::fail(impl::ExceptionType::ValueError, "__len__() should return >= 0");
  }
  return answer;
}

impl::Result<std::int64_t> BytesHost::hash() { return hook_ == Hook::hash ? ask() : Bytes::hash(); }

impl::Result<bool> GeneratorHost::next(impl::Value& item) {
  // A generator that is asked for an item while it runs refuses, as CPython's do.
  if (running_) {
    return impl::fail(impl::ExceptionType::ValueError, "generator already executing");
  }
  while (part_ < parts_.size()) {
    const holdfast::Value part = parts_[part_++];
    if (part.kind == Kind::block) {
      running_ = true;
      runner_.run_block(part);
      running_ = false;
    } else if (part.kind == Kind::raising) {
      part_ = parts_.size();
      return division_by_zero();
    } else {
      item = made_[item_++];
      return true;
    }
  }
  return false;
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// An exporter of memory in any layout: dimensions, strides, pointers to rows, any format of the
// struct module. It stands for CPython's _testbuffer.ndarray, the exporter that its own tests of
// memoryview use, and answers every request as that one does. An array has memory of its own, or
// holds on to what somebody else answered to one request, and passes that on.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "impl/array.h"
#include "impl/buffer.h"
#include "impl/object.h"

namespace holdfast::impl {

class NdArray final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::ndarray;

  // What an array of its own memory is like.
  struct Options {
    std::string_view format = "B";
    std::span<const std::int64_t> shape = {};
    std::span<const std::int64_t> strides = {};  // in bytes; empty: those of C or Fortran
    std::int64_t offset = 0;                     // of the first item
    bool writable = false;
    bool fortran = false;      // without strides: the first dimension varies fastest
    bool pointers = false;     // the first dimension by pointers: suboffsets
    bool no_pointers = false;  // suboffsets that say there are none
    bool fails = false;        // refuses every request
  };

  // An array of a copy of `contents`. ValueError "exporter: no such layout" where an item would lie
  // outside of them, or a number is unreasonable; traces/FORMAT.md has the rules. MemoryError.
  static Result<Ref<NdArray>> create(std::span<const std::uint8_t> contents,
                                     const Options& options);
  // An array that holds on to what `exporter` answers to `request`. Whatever the exporter raises.
  static Result<Ref<NdArray>> hold(const Value& exporter, Request request);

  // Observation, for harnesses. The fields as they are: null where a request did not ask for them.
  [[nodiscard]] const Buffer& view() const { return held_.held() ? held_.view() : view_; }
  // Buffers that consumers acquired of an array of its own memory and still hold.
  [[nodiscard]] std::int64_t exports() const { return exports_; }
  // Who answered the request that the array holds on to; null for one of its own memory.
  [[nodiscard]] const Object* lender() const { return held_.view().obj.get(); }
  // Which acquisition it holds; no two of a thread bear the same number.
  [[nodiscard]] std::uint64_t serial() const { return serial_; }

  [[nodiscard]] const char* type_name() const override { return "ndarray"; }
  [[nodiscard]] bool is_exporter() const override { return true; }
  Result<void> getbuffer(Buffer& view, Request request) override;
  void releasebuffer(Buffer& view) override;
  Result<std::int64_t> hash() override;

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  NdArray() : Object(kType) {}
  ~NdArray() override = default;

  Result<void> check(const Options& options, std::int64_t size) const;
  Result<void> set_layout(const Options& options);
  Result<void> use_pointers(const Options& options);

  Block memory_;
  Array<char> format_;
  Array<std::int64_t> shape_;
  Array<std::int64_t> strides_;
  Array<std::int64_t> suboffsets_;
  Buffer view_;          // of memory of its own; its obj is always empty
  AcquiredBuffer held_;  // what somebody else answered
  bool fails_ = false;
  bool leads_nowhere_ = false;  // suboffsets_ are there without pointers
  std::int64_t exports_ = 0;
  std::uint64_t serial_ = ++last_serial_;
  static inline thread_local std::uint64_t last_serial_ = 0;
};

}  // namespace holdfast::impl

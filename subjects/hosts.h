// SPDX-License-Identifier: MIT
//
// Host objects: what stands for the Python classes and generators that programs pass as arguments.
// They run blocks of steps before they answer, whatever that does to the object in use. Their type
// names are those of adapters/adapter.py, since messages show them.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "harness/value.h"
#include "impl/bytes.h"
#include "impl/object.h"
#include "impl/python_exporter.h"
#include "impl/value.h"

namespace holdfast {

class Implementation;

// object()
class PlainHost final : public impl::Object {
 public:
  PlainHost() : Object(impl::ObjectType::host) {}
  [[nodiscard]] const char* type_name() const override { return "object"; }
};

// An object whose __index__ runs steps.
class IndexHost final : public impl::Object {
 public:
  IndexHost(Implementation& runner, holdfast::Value block, bool raises, impl::Value answer)
      : Object(impl::ObjectType::host),
        runner_(runner),
        block_(block),
        raises_(raises),
        answer_(std::move(answer)) {}
  [[nodiscard]] const char* type_name() const override { return "Index"; }
  [[nodiscard]] bool has_index() const override { return true; }
  impl::Result<impl::Value> index() override;

 private:
  Implementation& runner_;
  holdfast::Value block_;
  bool raises_;
  impl::Value answer_;
};

// An object whose __buffer__ and __release_buffer__ run steps.
class BufferHost final : public impl::PythonExporter {
 public:
  BufferHost(Implementation& runner, holdfast::Value block, bool raises, impl::Value answer,
             holdfast::Value release_block)
      : runner_(runner),
        block_(block),
        release_block_(release_block),
        raises_(raises),
        answer_(std::move(answer)) {}
  [[nodiscard]] const char* type_name() const override { return "Buffer"; }
  impl::Result<impl::Value> buffer(impl::Request request) override;
  [[nodiscard]] bool has_release_buffer() const override { return true; }
  void release_buffer(impl::MemoryView& view) override;

 private:
  Implementation& runner_;
  holdfast::Value block_;
  holdfast::Value release_block_;
  bool raises_;
  impl::Value answer_;
};

// An object whose __eq__ runs steps.
class EqHost final : public impl::Object {
 public:
  EqHost(Implementation& runner, holdfast::Value block, bool raises, bool answer)
      : Object(impl::ObjectType::host),
        runner_(runner),
        block_(block),
        raises_(raises),
        answer_(answer) {}
  [[nodiscard]] const char* type_name() const override { return "Eq"; }
  [[nodiscard]] bool has_equality() const override { return true; }
  impl::Result<bool> equal_to(const impl::Value& other) override;

 private:
  Implementation& runner_;
  holdfast::Value block_;
  bool raises_;
  bool answer_;
};

// An object whose __repr__ runs steps.
class ReprHost final : public impl::Object {
 public:
  ReprHost(Implementation& runner, holdfast::Value block, bool raises, impl::Value answer)
      : Object(impl::ObjectType::host),
        runner_(runner),
        block_(block),
        raises_(raises),
        answer_(std::move(answer)) {}
  [[nodiscard]] const char* type_name() const override { return "Repr"; }
  [[nodiscard]] bool has_repr() const override { return true; }
  impl::Result<impl::Value> repr() override;

 private:
  Implementation& runner_;
  holdfast::Value block_;
  bool raises_;
  impl::Value answer_;
};

// An object that gives the items of another, and whose __length_hint__ runs steps.
class HintHost final : public impl::Object {
 public:
  HintHost(Implementation& runner, holdfast::Value block, bool raises, std::int64_t answer,
           impl::Value items)
      : Object(impl::ObjectType::host),
        runner_(runner),
        block_(block),
        raises_(raises),
        answer_(answer),
        items_(std::move(items)) {}
  [[nodiscard]] const char* type_name() const override { return "Hint"; }
  [[nodiscard]] bool is_iterable() const override { return true; }
  impl::Result<impl::Ref<impl::Object>> iter() override { return items_.object().iter(); }
  impl::Result<std::int64_t> length_hint() override;

 private:
  Implementation& runner_;
  holdfast::Value block_;
  bool raises_;
  std::int64_t answer_;
  impl::Value items_;
};

// Bytes whose __len__ or __hash__, as the hook says, runs steps.
class BytesHost final : public impl::Bytes {
 public:
  BytesHost(Implementation& runner, Hook hook, holdfast::Value block, bool raises,
            std::int64_t answer)
      : runner_(runner), hook_(hook), block_(block), raises_(raises), answer_(answer) {}
  [[nodiscard]] const char* type_name() const override { return names_of(hook_).cls.data(); }
  [[nodiscard]] bool is_exact() const override { return false; }
  impl::Result<std::int64_t> length_hint() override { return length(); }
  impl::Result<std::int64_t> length() override;
  impl::Result<std::int64_t> hash() override;

 private:
  impl::Result<std::int64_t> ask();

  Implementation& runner_;
  Hook hook_;
  holdfast::Value block_;
  bool raises_;
  bool asked_ = false;  // its steps run: CPython would go on until the stack ends
  std::int64_t answer_;
};

// The object for a custom value: `items` are its items, `made` the values for those that are
// neither block nor raise. MemoryError.
impl::Result<impl::Value> make_host(Implementation& runner, Hook hook,
                                    std::span<const holdfast::Value> items,
                                    std::span<const impl::Value> made);

// A generator over values, blocks of steps and a raise. The values were made when the argument was.
class GeneratorHost final : public impl::Object {
 public:
  // `parts` are the vocabulary's items; `made` the values for those that are neither block nor
  // raise.
  GeneratorHost(Implementation& runner, std::vector<holdfast::Value> parts,
                std::vector<impl::Value> made)
      : Object(impl::ObjectType::host),
        runner_(runner),
        parts_(std::move(parts)),
        made_(std::move(made)) {}
  [[nodiscard]] const char* type_name() const override { return "generator"; }
  [[nodiscard]] bool is_iterable() const override { return true; }
  impl::Result<impl::Ref<impl::Object>> iter() override {
    return impl::Ref<impl::Object>::share(this);
  }
  impl::Result<bool> next(impl::Value& item) override;

 private:
  Implementation& runner_;
  std::vector<holdfast::Value> parts_;
  std::vector<impl::Value> made_;
  std::size_t part_ = 0;
  std::size_t item_ = 0;
  bool running_ = false;
};

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// Between a consumer and an object with __buffer__: the wrapper keeps the memoryview that
// __buffer__ returned, and the object, until the consumer releases.
#include "impl/python_exporter.h"

#include <utility>

#include "impl/memoryview.h"

namespace holdfast::impl {
namespace {

class BufferWrapper final : public Object {
 public:
  BufferWrapper(Ref<MemoryView> view, Ref<PythonExporter> exporter)
      : Object(ObjectType::buffer_wrapper),
        view_(std::move(view)),
        exporter_(std::move(exporter)) {}

  [[nodiscard]] const char* type_name() const override { return "_buffer_wrapper"; }
  [[nodiscard]] const MemoryView* lent() const { return view_.get(); }

  [[nodiscard]] bool is_exporter() const override { return true; }
  Result<void> getbuffer(Buffer& view, Request request) override {
    if (!view_ || !exporter_) {
      return fail(ExceptionType::SystemError, "Buffer wrapper has already been released");
    }
    HOLDFAST_CHECK(exporter_->getbuffer(view, request));
    return {};
  }

  void releasebuffer(Buffer& view) override {
    if (!view_) return;
    const auto held_view = std::exchange(view_, nullptr);
    const auto held_exporter = std::exchange(exporter_, nullptr);
    held_view->releasebuffer(view);
    if (held_exporter->has_release_buffer()) held_exporter->release_buffer(*held_view);
  }

 private:
  Ref<MemoryView> view_;
  Ref<PythonExporter> exporter_;
};

}  // namespace

const MemoryView* lent_view(const Object* base) {
  if (base == nullptr || base->type() != ObjectType::buffer_wrapper) return nullptr;
  return static_cast<const BufferWrapper*>(base)->lent();
}

void PythonExporter::release_buffer(MemoryView& /*view*/) {}

Result<void> PythonExporter::getbuffer(Buffer& view, Request request) {
  HOLDFAST_TRY(const Value answer, buffer(request));
  MemoryView* memory = answer.as<MemoryView>();
  if (memory == nullptr) return type_error("__buffer__ returned non-memoryview object");
  HOLDFAST_CHECK(memory->getbuffer(view, request));
  auto wrapper =
      try_make<BufferWrapper>(Ref<MemoryView>::share(memory), Ref<PythonExporter>::share(this));
  if (!wrapper) {
    Buffer dying = std::move(view);
    memory->releasebuffer(dying);
    return memory_error();
  }
  view.obj = std::move(wrapper);
  return {};
}

}  // namespace holdfast::impl

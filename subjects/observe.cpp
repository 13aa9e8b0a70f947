// SPDX-License-Identifier: MIT
//
// What can be seen of the implementation's objects between two steps.
#include <cstdint>
#include <string_view>
#include <vector>

#include "impl/bytearray.h"
#include "impl/bytesio.h"
#include "impl/memoryview.h"
#include "impl/mmap.h"
#include "impl/python_exporter.h"
#include "subjects/files.h"
#include "subjects/implementation.h"

namespace holdfast {
namespace {

std::uint64_t identity(const void* object) {
  return static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(object));
}

// Whether a page of a mapping is behind the end of its file.
bool misses_memory(const impl::Object* object) {
  if (object == nullptr || object->type() != impl::ObjectType::mmap) return false;
  const auto& mapping = static_cast<const impl::Mmap&>(*object);
  return mapping.may_miss() && readable(mapping.contents()) < mapping.contents().size();
}

// Bytes behind the end of the file show as zeros.
void observe_mapping(const impl::Mmap& mapping, std::vector<std::uint8_t>& room,
                     Observation& seen) {
  seen.closed = mapping.closed();
  seen.exports = mapping.exports();
  seen.show(Aspect::closed);
  if (seen.closed) return;
  seen.contents = mapping.contents();
  if (misses_memory(&mapping)) {
    const auto good = mapping.contents().first(readable(mapping.contents()));
    room.assign(good.begin(), good.end());
    room.resize(mapping.contents().size());
    seen.contents = room;
  }
  seen.position = mapping.position();
  seen.locked = mapping.exports() > 0;
  seen.address = mapping.address();
  for (const Aspect aspect :
       {Aspect::contents, Aspect::position, Aspect::exports, Aspect::locked, Aspect::address}) {
    seen.show(aspect);
  }
}

void observe_stream(const impl::BytesIO& stream, Observation& seen) {
  seen.closed = stream.closed();
  seen.show(Aspect::closed);
  if (seen.closed) return;
  seen.contents = stream.contents();
  seen.position = stream.position();
  seen.allocated = stream.size_of();
  seen.exports = stream.exports();
  seen.locked = stream.exports() > 0;
  seen.address = stream.address();
  for (const Aspect aspect : {Aspect::contents, Aspect::position, Aspect::allocated,
                              Aspect::exports, Aspect::locked, Aspect::address}) {
    seen.show(aspect);
  }
}

}  // namespace

void Implementation::observe(Register reg, Observation& seen) {
  const impl::Object* object = held_[reg.index()].get();
  seen.identity = identity(object);
  seen.show(Aspect::identity);
  if (object->type() == impl::ObjectType::bytearray) {
    const auto& array = static_cast<const impl::ByteArray&>(*object);
    seen.contents = array.contents();
    seen.allocated = array.allocated();
    seen.exports = array.exports();
    seen.locked = array.exports() > 0;
    seen.address = array.address();
    for (const Aspect aspect :
         {Aspect::contents, Aspect::allocated, Aspect::exports, Aspect::locked, Aspect::address}) {
      seen.show(aspect);
    }
    return;
  }
  if (object->type() == impl::ObjectType::mmap) {
    return observe_mapping(static_cast<const impl::Mmap&>(*object), scratch_[reg.index()], seen);
  }
  if (object->type() == impl::ObjectType::bytesio) {
    return observe_stream(static_cast<const impl::BytesIO&>(*object), seen);
  }
  if (const auto* file = dynamic_cast<const FileHost*>(object)) {
    seen.contents = file->contents(scratch_[reg.index()]);
    seen.show(Aspect::contents);
    return;
  }
  if (object->type() != impl::ObjectType::memoryview) return;
  const auto& view = static_cast<const impl::MemoryView&>(*object);
  seen.closed = view.released();
  seen.exports = view.exports();
  seen.show(Aspect::closed);
  if (seen.closed) return;
  // What an object with __buffer__ lends is memory of another object, by an acquisition of its own.
  const impl::MemoryView* lender = &view;
  while (const impl::MemoryView* inner = impl::lent_view(lender->base())) lender = inner;
  seen.exporter = identity(impl::exported_object(lender->base()));
  seen.acquisition = lender->managed()->serial();
  const auto size = static_cast<std::size_t>(view.nbytes());
  const bool shows_contents = !misses_memory(lender->base());
  if (!shows_contents) {
    seen.contents = {};
  } else if (impl::is_contiguous(view.view(), 'C') && view.suboffsets().empty()) {
    seen.contents = {view.address(), size};
  } else {
    auto& scratch = scratch_[reg.index()];
    scratch.resize(size);
    view.copy_contents(scratch.data());
    seen.contents = scratch;
  }
  seen.readonly = view.readonly();
  seen.format = view.format() == nullptr ? std::string_view("B") : view.format();
  seen.itemsize = view.itemsize();
  seen.shape = view.shape();
  seen.strides = view.strides();
  seen.suboffsets = view.suboffsets();
  seen.address = view.address();
  for (const Aspect aspect : {Aspect::readonly, Aspect::layout, Aspect::address}) {
    seen.show(aspect);
  }
  if (shows_contents) seen.show(Aspect::contents);
}

}  // namespace holdfast

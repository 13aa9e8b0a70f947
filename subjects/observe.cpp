// SPDX-License-Identifier: MIT
//
// What can be seen of the implementation's objects between two steps.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/limits.h"
#include "impl/big_integer.h"
#include "impl/bytearray.h"
#include "impl/bytesio.h"
#include "impl/hash.h"
#include "impl/iterator.h"
#include "impl/memoryview.h"
#include "impl/mmap.h"
#include "impl/ndarray.h"
#include "impl/python_exporter.h"
#include "impl/sequence.h"
#include "impl/str.h"
#include "impl/weak_reference.h"
#include "subjects/files.h"
#include "subjects/implementation.h"

namespace holdfast {
namespace {

// Not the address, which an object may inherit from one that is gone.
std::uint64_t identity(const impl::Object* object) {
  return object != nullptr ? object->serial() : 0;
}

// The numbers of acquisitions by arrays, apart from those by views.
std::uint64_t array_serial(const impl::NdArray& array) {
  return array.serial() | std::uint64_t{1} << 63U;
}

// Whose memory somebody shows, and by which acquisition: that of the object itself, where others
// between the two pass on what they were given.
const impl::Object* show_owner(const impl::Object* lender, std::uint64_t acquisition,
                               Observation& seen) {
  while (lender != nullptr) {
    const impl::MemoryView* view = impl::lent_view(lender);
    if (lender->type() == impl::ObjectType::memoryview) {
      view = static_cast<const impl::MemoryView*>(lender);
    }
    if (view != nullptr) {
      lender = view->base();
      acquisition = view->managed()->serial();
      continue;
    }
    if (lender->type() != impl::ObjectType::ndarray) break;
    const auto& array = static_cast<const impl::NdArray&>(*lender);
    if (array.lender() == nullptr) break;
    lender = array.lender();
    acquisition = array_serial(array);
  }
  seen.exporter = identity(impl::exported_object(lender));
  seen.acquisition = acquisition;
  return lender;
}

// Whether a page of a mapping is behind the end of its file.
bool misses_memory(const impl::Object* object) {
  if (object == nullptr || object->type() != impl::ObjectType::mmap) return false;
  const auto& mapping = static_cast<const impl::Mmap&>(*object);
  return pages_may_miss() && mapping.may_miss() &&
         readable(mapping.contents()) < mapping.contents().size();
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

// Whether the objects in registers show more than programs may. The exporters are small.
bool Implementation::too_big() const {
  // Views may show more than the memory that there is: strides can be 0.
  std::size_t shown = 0;
  live_.for_each_of(Class::memoryview, [&](Register reg) {
    const auto& view = static_cast<const impl::MemoryView&>(*held_[reg.index()]);
    if (!view.released()) shown += static_cast<std::size_t>(view.nbytes());
  });
  const auto mapped = static_cast<std::size_t>(impl::mapping_census().bytes - mappings_.bytes);
  if (shown + impl::live_bytes() - live_bytes_ + mapped <= kMemoryLimit) return false;
  live_.for_each_of(Class::bytearray, [&](Register reg) {
    const auto& array = static_cast<const impl::ByteArray&>(*held_[reg.index()]);
    shown += static_cast<std::size_t>(array.size());
  });
  live_.for_each_of(Class::bytesio, [&](Register reg) {
    shown += static_cast<const impl::BytesIO&>(*held_[reg.index()]).contents().size();
  });
  live_.for_each_of(Class::mmap, [&](Register reg) {
    shown += static_cast<const impl::Mmap&>(*held_[reg.index()]).contents().size();
  });
  return shown > kMemoryLimit;
}

holdfast::Value Implementation::show(const impl::Value& value) {
  switch (value.kind()) {
    case impl::Value::Kind::none:
      return Arena::none();
    case impl::Value::Kind::boolean:
      return Arena::boolean(value.integer() != 0);
    case impl::Value::Kind::integer:
      return Arena::integer(value.integer());
    case impl::Value::Kind::real:
      return Arena::real(value.real());
    case impl::Value::Kind::ellipsis:
      return Arena::plain(Kind::ellipsis);
    case impl::Value::Kind::object:
      return show_object(value.object());
  }
  return Arena::none();
}

holdfast::Value Implementation::show_object(impl::Object& object) {
  Arena& arena = answer_->arena;
  if (const Register reg = find(object); reg.exists()) return Arena::reference(reg);
  switch (object.type()) {
    case impl::ObjectType::bytes:
      if (!static_cast<impl::Bytes&>(object).is_exact()) return Arena::plain(Kind::object);
      return arena.bytes(Kind::bytes, static_cast<impl::Bytes&>(object).contents());
    case impl::ObjectType::bytearray:
      return arena.bytes(Kind::bytearray, static_cast<impl::ByteArray&>(object).contents());
    case impl::ObjectType::str:
      return arena.text(static_cast<impl::Str&>(object).text());
    case impl::ObjectType::big_integer: {
      std::string number;
      static_cast<impl::BigInteger&>(object).append_twos_complement(number);
      return arena.big({reinterpret_cast<const std::uint8_t*>(number.data()), number.size()});
    }
    case impl::ObjectType::tuple:
    case impl::ObjectType::list: {
      std::vector<holdfast::Value> items;
      std::vector<const impl::Object*> arrays;
      for (const impl::Value& item : static_cast<impl::Sequence&>(object).items()) {
        items.push_back(show(item));
        if (item.as<impl::ByteArray>() != nullptr) arrays.push_back(&item.object());
      }
      // One bytearray in two places: whoever writes to either alters the other.
      std::ranges::sort(arrays);
      altered_ += static_cast<std::int64_t>(std::ranges::unique(arrays).size());
      return arena.items(object.type() == impl::ObjectType::tuple ? Kind::tuple : Kind::list,
                         items);
    }
    case impl::ObjectType::slice: {
      const auto& slice = static_cast<impl::Slice&>(object);
      const std::array<holdfast::Value, 3> parts = {show(slice.start()), show(slice.stop()),
                                                    show(slice.step())};
      return arena.items(Kind::slice, parts);
    }
    default:
      return Arena::plain(Kind::object);
  }
}

// A hash is shown as the bytes that it is the hash of, an address as zero.
impl::Result<impl::Value> Implementation::stable(const Step& step, const impl::Value& result) {
  if (step.op == repr_) {
    const std::string_view text = result.as<impl::Str>()->text();
    return impl::Str::create(std::string(text.substr(0, text.find("0x"))) + "0x0>");
  }
  const auto known = hashed_.find(result.integer());
  if (known == hashed_.end()) return result;
  return impl::Bytes::create(known->second);
}

void Implementation::note_hash(const impl::MemoryView& view) {
  if (view.released() || !view.readonly()) return;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(view.nbytes()));
  view.copy_contents(bytes.data());
  hashed_.try_emplace(impl::hash_bytes(bytes), bytes);
}

// What a dict hashes when it looks for a key may be a view, which remembers its hash.
void Implementation::note_hashes(const impl::Value& key) {
  if (const auto* view = key.as<impl::MemoryView>()) {
    note_hash(*view);
  } else if (const auto* reference = key.as<impl::WeakReference>()) {
    if (const auto object = reference->get()) note_hashes(impl::Value(object));
  } else if (const auto* tuple = key.as<impl::Tuple>()) {
    for (const impl::Value& item : tuple->items()) note_hashes(item);
  } else if (const auto* slice = key.as<impl::Slice>()) {
    for (const impl::Value* part : {&slice->start(), &slice->stop(), &slice->step()}) {
      note_hashes(*part);
    }
  }
}

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
  if (object->type() == impl::ObjectType::weak_reference) {
    seen.closed = !static_cast<const impl::WeakReference&>(*object).get();
    return seen.show(Aspect::closed);
  }
  if (object->type() == impl::ObjectType::mmap) {
    return observe_mapping(static_cast<const impl::Mmap&>(*object), scratch_[reg.index()], seen);
  }
  if (object->type() == impl::ObjectType::bytesio) {
    return observe_stream(static_cast<const impl::BytesIO&>(*object), seen);
  }
  if (reg.cls() == Class::file) {
    seen.contents = static_cast<const FileHost&>(*object).contents();
    seen.show(Aspect::contents);
    return;
  }
  if (object->type() == impl::ObjectType::memoryview) {
    observe_view(static_cast<const impl::MemoryView&>(*object), reg, seen);
  } else if (object->type() == impl::ObjectType::ndarray) {
    observe_array(static_cast<const impl::NdArray&>(*object), reg, seen);
  } else if (object->type() == impl::ObjectType::iterator) {
    // An iterator keeps its view, and with it the memory.
    const impl::Object* iterated = static_cast<const impl::Iterator&>(*object).iterated();
    if (iterated == nullptr || iterated->type() != impl::ObjectType::memoryview) return;
    const auto& view = static_cast<const impl::MemoryView&>(*iterated);
    if (!view.released()) show_owner(view.base(), view.managed()->serial(), seen);
  }
}

void Implementation::observe_view(const impl::MemoryView& view, Register reg, Observation& seen) {
  seen.closed = view.released();
  seen.exports = view.exports();
  seen.show(Aspect::closed);
  if (seen.closed) return;
  const impl::Object* owner = show_owner(view.base(), view.managed()->serial(), seen);
  show_buffer(view.view(), owner, reg, seen);
  seen.address = view.address();
  seen.show(Aspect::address);
  seen.show(Aspect::exports);
}

void Implementation::observe_array(const impl::NdArray& array, Register reg, Observation& seen) {
  const impl::Object* owner = nullptr;
  if (array.lender() == nullptr) {
    seen.exports = array.exports();
    seen.show(Aspect::exports);
  } else {
    owner = show_owner(array.lender(), array_serial(array), seen);
  }
  show_buffer(array.view(), owner, reg, seen);
}

void Implementation::show_buffer(const impl::Buffer& buffer, const impl::Object* owner,
                                 Register reg, Observation& seen) {
  const auto size = static_cast<std::size_t>(buffer.len);
  const bool shows_contents = !misses_memory(owner);
  if (!shows_contents) {
    seen.contents = {};
  } else if (impl::is_contiguous(buffer, 'C')) {
    seen.contents = {buffer.pointer, size};
  } else {
    auto& scratch = scratch_[reg.index()];
    scratch.resize(size);
    impl::copy_to(buffer, scratch.data());
    seen.contents = scratch;
  }
  const auto numbers = [&](const std::int64_t* values) -> std::span<const std::int64_t> {
    return {values, values == nullptr ? 0 : static_cast<std::size_t>(buffer.ndim)};
  };
  seen.readonly = buffer.readonly;
  seen.format = buffer.format == nullptr ? std::string_view() : buffer.format;
  seen.itemsize = buffer.itemsize;
  seen.shape = numbers(buffer.shape);
  seen.strides = numbers(buffer.strides);
  seen.suboffsets = numbers(buffer.suboffsets);
  for (const Aspect aspect : {Aspect::readonly, Aspect::layout}) seen.show(aspect);
  if (shows_contents) seen.show(Aspect::contents);
}

}  // namespace holdfast

// SPDX-License-Identifier: MIT
#include "model/objects.h"

#include <algorithm>

#include "harness/limits.h"
#include "model/model.h"

namespace holdfast::model {

Result<> room_for(std::int64_t size) {
  if (size >= static_cast<std::int64_t>(kNeverAvailable)) return raise(Exception::MemoryError);
  if (size > static_cast<std::int64_t>(kMemoryLimit)) return exhausted();
  return {};
}

Result<> Bytearray::check_lock() const {
  if (exports > 0) return raise(Exception::BufferError);
  return {};
}

Result<> Bytearray::resize(std::int64_t wanted) {
  if (wanted == size()) return {};
  if (const auto free = check_lock(); !free) return free;
  if (const auto room = room_for(wanted); !room) return room;
  data.resize(static_cast<std::size_t>(wanted));
  return {};
}

Result<> Bytearray::replace(std::int64_t low, std::int64_t high, std::span<const std::uint8_t> by) {
  std::vector<std::uint8_t> whole(data.begin(), data.begin() + low);
  whole.insert(whole.end(), by.begin(), by.end());
  whole.insert(whole.end(), data.begin() + high, data.end());
  const auto wanted = static_cast<std::int64_t>(whole.size());
  if (wanted < size()) {
    if (const auto free = check_lock(); !free) return free;
  }
  if (const auto resized = resize(wanted); !resized) return resized;
  std::ranges::copy(whole, data.begin());
  return {};
}

void Acquisition::leave() {
  if (views > 0 || !exporter) return;
  const Ref<Object> from = std::move(exporter);
  exporter.reset();
  from->take_back();
}

const Acquisition& Acquisition::root() const {
  const Acquisition* passed = exporter ? exporter->passes_on() : nullptr;
  return passed != nullptr ? passed->root() : *this;
}

View::View(Census& counts, Ref<Acquisition> part, Layout layout)
    : Object(counts, Class::memoryview), Layout(std::move(layout)), acquisition(std::move(part)) {
  ++acquisition->views;
  const Ref<Object>& lender = acquisition->root().exporter;
  if (lender->cls == Class::exporter) format_of = lender;
}

View::View(Census& counts, const View& other)
    : Object(counts, Class::memoryview),
      Layout(other),
      acquisition(other.acquisition),
      format_of(other.format_of) {
  ++acquisition->views;
}

View::~View() { (void)release(); }

Result<> View::release() {
  if (released) return {};
  if (exports > 0) return raise(Exception::BufferError);
  released = true;
  --acquisition->views;
  acquisition->leave();
  return {};
}

bool View::is_contiguous(char order) const {
  if (dimensions() == 1 && suboffsets.empty()) return shape[0] == 1 || strides[0] == itemsize;
  return Layout::is_contiguous(order);
}

ByteSpan View::contents(Contents& room) const {
  return contents_of(*this, acquisition->memory, room);
}

std::span<std::uint8_t> View::element(std::size_t nth) const {
  return acquisition->memory.subspan(places[nth], static_cast<std::size_t>(itemsize));
}

ByteSpan contents_of(const Layout& layout, ByteSpan memory, Contents& room) {
  if (layout.places.empty()) return {};
  if (layout.suboffsets.empty() && layout.Layout::is_contiguous('C')) {
    return memory.subspan(layout.places[0], static_cast<std::size_t>(layout.size()));
  }
  room.clear();
  for (std::size_t nth = 0; nth < layout.places.size(); ++nth) {
    const ByteSpan element =
        memory.subspan(layout.places[nth], static_cast<std::size_t>(layout.itemsize));
    room.insert(room.end(), element.begin(), element.end());
  }
  return room;
}

Exporter::~Exporter() {
  if (borrowed) borrowed->leave();
}

Host::Host(Model& runner, Ref<Object> kept, Ref<View> returned, Value release)
    : Object(runner.census(), Class::none),
      model(runner),
      answer(std::move(kept)),
      view(std::move(returned)),
      release_block(release) {
  view->lend();
}

void Host::take_back() {
  if (!view) return;
  const Ref<View> returned = std::move(view);
  view.reset();
  returned->take_back();
  model.run_block(release_block, returned);
}

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
#include "model/objects.h"

#include <algorithm>
#include <numeric>

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
  const auto* host = dynamic_cast<const Host*>(exporter.get());
  return host == nullptr ? *this : host->view->acquisition->root();
}

View::View(Census& counts, Ref<Acquisition> part, bool is_readonly)
    : Object(counts, Class::memoryview),
      acquisition(std::move(part)),
      places(acquisition->memory.size()),
      shape{static_cast<std::int64_t>(places.size())},
      strides{1},
      readonly(is_readonly) {
  std::iota(places.begin(), places.end(), 0U);
  ++acquisition->views;
}

View::View(Census& counts, const View& other)
    : Object(counts, Class::memoryview),
      acquisition(other.acquisition),
      places(other.places),
      format(other.format),
      itemsize(other.itemsize),
      shape(other.shape),
      strides(other.strides),
      suboffsets(other.suboffsets),
      readonly(other.readonly) {
  ++acquisition->views;
}

View::~View() { (void)release(); }

Result<> View::release() {
  if (exports > 0) return raise(Exception::BufferError);
  if (released) return {};
  released = true;
  --acquisition->views;
  acquisition->leave();
  return {};
}

std::span<const std::uint8_t> View::contents(std::vector<std::uint8_t>& room) const {
  const std::span<const std::uint8_t> memory = acquisition->memory;
  if (places.empty()) return {};
  if (is_contiguous()) return memory.subspan(places[0], static_cast<std::size_t>(size()));
  room.clear();
  for (const std::uint32_t place : places) {
    for (std::int64_t i = 0; i < itemsize; ++i) {
      room.push_back(memory[place + static_cast<std::size_t>(i)]);
    }
  }
  return room;
}

Host::Host(Model& runner, Ref<View> returned, Value release)
    : Object(runner.census(), Class::none),
      model(runner),
      view(std::move(returned)),
      release_block(release) {
  view->lend();
}

void Host::take_back() {
  if (!view) return;
  const Ref<View> returned = std::move(view);
  view.reset();
  returned->take_back();
  model.run_block(release_block);
}

}  // namespace holdfast::model

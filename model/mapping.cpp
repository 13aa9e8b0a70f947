// SPDX-License-Identifier: MIT
#include "model/mapping.h"

#include <algorithm>

#include "harness/machine.h"

namespace holdfast::model {

std::int64_t whole_pages(std::int64_t size) {
  const std::int64_t page = page_bytes();
  return (size + page - 1) / page * page;
}

bool Census::wrote(ByteSpan bytes) const {
  bool specified = true;
  for (Mapping* mapping : mappings) {
    const ByteSpan window = mapping->window;
    for (const std::uint8_t& byte : bytes) {
      const std::int64_t place = &byte - window.data();
      if (place < 0 || place >= mapping->reach()) continue;
      specified = mapping->put(place, byte) && specified;
    }
  }
  return specified;
}

void Store::truncate(std::int64_t wanted) {
  pages.resize(static_cast<std::size_t>(wanted));
  pages.resize(static_cast<std::size_t>(whole_pages(wanted)));
  size = wanted;
  // Pages that are gone are gone for private mappings too.
  for (Mapping* mapping : mappings) {
    std::erase_if(mapping->copies, [&](const auto& copy) {
      return copy.first * page_bytes() >= static_cast<std::int64_t>(pages.size());
    });
  }
  for (Mapping* mapping : mappings) mapping->refresh();
}

Mapping::Mapping(Census& counts, std::shared_ptr<Store> pages, std::int64_t size)
    : Object(counts, Class::mmap), store(std::move(pages)), window(static_cast<std::size_t>(size)) {
  store->mappings.push_back(this);
  census.mappings.push_back(this);
}

Mapping::~Mapping() {
  close();
  std::erase(census.mappings, this);
}

void Mapping::close() {
  if (closed) return;
  closed = true;
  std::erase(store->mappings, this);
  copies.clear();
  file.reset();
}

std::int64_t Mapping::reach() const {
  const auto pages = static_cast<std::int64_t>(store->pages.size());
  return std::clamp<std::int64_t>(pages - first, 0, size());
}

bool Mapping::put(std::int64_t place, std::uint8_t byte) {
  const std::int64_t at = first + place;
  const std::int64_t page = at / page_bytes();
  const auto within = static_cast<std::size_t>(at % page_bytes());
  window[static_cast<std::size_t>(place)] = byte;
  if (is_private && !anonymous) {
    if (!copies.contains(page)) {
      const auto begin = store->pages.begin() + page * page_bytes();
      copies[page] = Contents(begin, begin + page_bytes());
    }
    copies[page][within] = byte;
    return true;
  }
  store->pages[static_cast<std::size_t>(at)] = byte;
  for (Mapping* other : store->mappings) {
    const std::int64_t there = at - other->first;
    if (there < 0 || there >= other->size() || other->copies.contains(page)) continue;
    other->window[static_cast<std::size_t>(there)] = byte;
  }
  return anonymous || at < store->size;
}

void Mapping::refresh() {
  const std::int64_t page = page_bytes();
  std::ranges::fill(window, std::uint8_t{0});
  for (std::int64_t i = 0; i < reach(); ++i) {
    const std::int64_t at = first + i;
    const auto copy = copies.find(at / page);
    window[static_cast<std::size_t>(i)] = copy != copies.end()
                                              ? copy->second[static_cast<std::size_t>(at % page)]
                                              : store->pages[static_cast<std::size_t>(at)];
  }
}

void Mapping::resize(std::int64_t wanted) {
  // Pages that are not mapped any more lose what was written to them privately.
  const std::int64_t end = first + whole_pages(wanted);
  std::erase_if(copies, [&](const auto& copy) { return copy.first * page_bytes() >= end; });
  if (anonymous && is_private) {
    store->pages.resize(static_cast<std::size_t>(whole_pages(wanted)));
  }
  window.resize(static_cast<std::size_t>(wanted));
  refresh();
}

}  // namespace holdfast::model

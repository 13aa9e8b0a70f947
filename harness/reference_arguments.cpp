// SPDX-License-Identifier: MIT
//
// Arguments that are objects in registers. Those that have to do with the one in use come more
// often than chance would have it: itself, what shows its memory or a part of it, what is closed.
#include <algorithm>
#include <array>

#include "harness/arguments.h"

namespace holdfast {

Value ArgumentMaker::make_reference() {
  const std::size_t choice = random_.below(100);
  const Register main = self_.exists() ? self_ : preferred_;
  if (self_.exists() && choice < 20) return Arena::reference(self_);
  if (preferred_.exists() && random_.chance(60)) return Arena::reference(preferred_);
  Register chosen;
  if (facts_ != nullptr && main.exists() && choice < 40) {
    chosen = pick_where([&](Register reg) { return reg != main && facts_->share(main, reg); });
  } else if (facts_ != nullptr && choice < 44) {
    chosen = pick_where([&](Register reg) { return facts_->closed(reg); });
  }
  if (!chosen.exists()) chosen = pick_where([](Register) { return true; });
  return chosen.exists() ? Arena::reference(chosen) : make_contents(Kind::bytes);
}

// An object that has a buffer, most of the time.
Value ArgumentMaker::make_lender() {
  const bool itself = self_.exists() && self_.cls() != Class::bytesio && random_.chance(40);
  const bool preferred = preferred_.exists() && random_.chance(50);
  if (itself || preferred || random_.chance(3)) return make_reference();
  const Register main = self_.exists() ? self_ : preferred_;
  if (facts_ != nullptr && main.exists() && random_.chance(25)) {
    const Register same =
        pick_where([&](Register reg) { return reg != main && facts_->share(main, reg); });
    if (same.exists()) return Arena::reference(same);
  }
  const Register chosen = pick_where([](Register reg) {
    return reg.cls() != Class::bytesio && reg.cls() != Class::iterator && reg.cls() != Class::file;
  });
  return chosen.exists() ? Arena::reference(chosen) : make_reference();
}

// view[start:stop] = value, where the value is as long as the slice: an object that is in a
// register, mostly one that shows the same memory, or bytes.
bool ArgumentMaker::make_view_assignment(Step& step) {
  if (facts_ == nullptr || target_.dimensions != 1 || target_.length == 0) return false;
  const std::int64_t item = std::max<std::int64_t>(target_.bytes / target_.length, 1);
  const auto fits = [&](Register reg) {
    const auto size = static_cast<std::int64_t>(facts_->size(reg));
    return size > 0 && size <= target_.bytes && facts_->itemsize(reg) == item;
  };
  const bool own = random_.chance(60);
  Register source = preferred_;
  if (!source.exists() || !fits(source)) {
    source =
        pick_where([&](Register reg) { return fits(reg) && (!own || facts_->share(self_, reg)); });
  }
  std::array<Value, 2> arguments;
  std::int64_t count = random_.between(0, target_.length);
  if (source.exists() && random_.chance(75)) {
    count = static_cast<std::int64_t>(facts_->size(source)) / item;
    arguments[1] = Arena::reference(source);
  } else {
    for (std::uint8_t& byte :
         arena_.room(static_cast<std::size_t>(count), arguments[1], Kind::bytes)) {
      byte = pick_letter();
    }
  }
  const std::int64_t start = random_.between(0, target_.length - count);
  const std::array<Value, 3> parts = {Arena::integer(start), Arena::integer(start + count),
                                      Arena::none()};
  arguments[0] = arena_.items(Kind::slice, parts);
  step.arguments = 2;
  step.first = arena_.append(arguments);
  return true;
}

}  // namespace holdfast

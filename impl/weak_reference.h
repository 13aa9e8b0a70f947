// SPDX-License-Identifier: MIT
//
// weakref.ref(object): knows the object as long as somebody else keeps it, and keeps it not itself.
#pragma once

#include <cstdint>
#include <optional>

#include "impl/object.h"

namespace holdfast::impl {

class WeaklyReferable;

class WeakReference final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::weak_reference;

  WeakReference(const WeakReference&) = delete;
  WeakReference& operator=(const WeakReference&) = delete;

  // reference(): the object, or empty when it is gone; also while it is going, and runs code of
  // others for the last time.
  [[nodiscard]] Ref<Object> get() const {
    if (referent_ == nullptr || referent_->references() == 0) return {};
    return Ref<Object>::share(referent_);
  }

  [[nodiscard]] const char* type_name() const override { return "weakref.ReferenceType"; }
  // That of the object, which is remembered; TypeError "weak object has gone away".
  Result<std::int64_t> hash() override {
    if (hash_) return *hash_;
    const Ref<Object> object = get();
    if (!object) return type_error("weak object has gone away");
    HOLDFAST_TRY(hash_, object->hash());
    return *hash_;
  }

 private:
  friend class WeaklyReferable;
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  WeakReference(Object& referent, WeaklyReferable& place)
      : Object(ObjectType::weak_reference), referent_(&referent), place_(&place) {}
  ~WeakReference() override;

  Object* referent_;
  WeaklyReferable* place_;
  std::optional<std::int64_t> hash_;
};

// What the class of an object that can be referred to weakly derives from, besides Object.
class WeaklyReferable {
 public:
  WeaklyReferable() = default;
  WeaklyReferable(const WeaklyReferable&) = delete;
  WeaklyReferable& operator=(const WeaklyReferable&) = delete;

  // weakref.ref(self): always the same reference as long as there is one; MemoryError.
  // CPython 3.14: Objects/weakrefobject.c:PyWeakref_NewRef without a callback.
  Result<Ref<WeakReference>> weak_reference(Object& self) {
    if (reference_ != nullptr) return Ref<WeakReference>::share(reference_);
    HOLDFAST_TRY(auto made, make<WeakReference>(self, *this));
    reference_ = made.get();
    return made;
  }

 protected:
  ~WeaklyReferable() {
    if (reference_ == nullptr) return;
    reference_->referent_ = nullptr;
    reference_->place_ = nullptr;
  }

 private:
  friend class WeakReference;
  WeakReference* reference_ = nullptr;
};

inline WeakReference::~WeakReference() {
  if (place_ != nullptr) place_->reference_ = nullptr;
}

}  // namespace holdfast::impl

// SPDX-License-Identifier: MIT
//
// The implementation (impl/) as a subject: turns the vocabulary's values into the implementation's,
// makes the call that a step names, and turns back what comes out. Callables are looked up once;
// a step goes through a table.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/subject.h"
#include "impl/bytes.h"
#include "impl/callable.h"
#include "impl/memoryview.h"
#include "impl/mmap.h"
#include "impl/ndarray.h"
#include "impl/object.h"
#include "impl/value.h"
#include "subjects/fault_points.h"

namespace holdfast {

class Implementation final : public Subject {
 public:
  // Throws std::logic_error naming the step kind when impl/ has no callable for one.
  Implementation();
  ~Implementation() override;

  [[nodiscard]] std::string_view name() const override { return "impl"; }
  [[nodiscard]] bool has_messages() const override { return true; }
  void start(const Program& program) override;
  void execute(std::size_t index, Answer& answer) override;
  [[nodiscard]] const RegisterSet& registers() const override { return live_; }
  void observe(Register reg, Observation& seen) override;
  Residue finish() override;
  FaultPoints* fault_points() override { return &faults_; }

  // Runs the steps of a block; for the hosts of hostile arguments. `view` is what the method that
  // runs them was given, if it is __release_buffer__.
  void run_block(holdfast::Value block, impl::MemoryView* view = nullptr);

  // The implementation's value for one of the vocabulary; what hosts answer is made with it too.
  impl::Result<impl::Value> make(holdfast::Value value);

 private:
  // What a step kind calls, and what else it needs.
  struct Entry {
    impl::Callable callable = nullptr;  // null where the step is not a call
    bool drops = false;                 // forgets a register
    bool gives_view = false;            // is what __release_buffer__ was given
    bool maps = false;                  // may be given a file for its descriptor
    bool formats = false;               // hashes the format that it is given
  };

  Outcome run(const Step& step);
  impl::Result<impl::Value> call(const Step& step, const Entry& entry);
  Outcome keep(const impl::Value& result, const Step& step);
  Outcome raised(const impl::Error& error);
  // The vocabulary's value for a result, its contents in the answer's arena.
  holdfast::Value show(const impl::Value& value);
  holdfast::Value show_object(impl::Object& object);
  [[nodiscard]] Register find(const impl::Object& object) const;
  [[nodiscard]] bool too_big() const;
  void put(Register reg, impl::Ref<impl::Object> object);
  void observe_view(const impl::MemoryView& view, Register reg, Observation& seen);
  void observe_array(const impl::NdArray& array, Register reg, Observation& seen);
  // `owner` is the object whose memory it is, if it is another one.
  void show_buffer(const impl::Buffer& buffer, const impl::Object* owner, Register reg,
                   Observation& seen);
  // What traces show of a result that is another one in each run.
  impl::Result<impl::Value> stable(const Step& step, const impl::Value& result);
  void note_hash(const impl::MemoryView& view);
  void note_hashes(const impl::Value& key);
  void clear_registers();
  void note_returned(const impl::Value& result);
  void note_unraisable(const impl::Error& error);

  ImplementationFaults faults_;
  std::vector<Entry> entries_;  // by Op
  std::array<impl::Ref<impl::Object>, kRegisters> held_;
  RegisterSet live_;
  const Program* program_ = nullptr;
  Answer* answer_ = nullptr;
  impl::MemoryView* given_ = nullptr;  // to the __release_buffer__ that runs steps
  bool ended_ = true;
  std::size_t live_objects_ = 0;  // what was there before the program began
  std::size_t live_bytes_ = 0;
  impl::MappingCensus mappings_;
  std::string text_;                                           // for messages
  std::array<std::vector<std::uint8_t>, kRegisters> scratch_;  // contents that are not contiguous
  // Bytes handed out, and what they were: invariant 5.
  struct HandedOut {
    impl::Ref<impl::Bytes> bytes;
    std::size_t hash = 0;
  };
  std::vector<HandedOut> handed_out_;
  HandedOut returned_;        // by the last step, if it returned bytes
  std::int64_t altered_ = 0;  // seen so far
  // The bytes that hashes were of.
  std::map<std::int64_t, std::vector<std::uint8_t>> hashed_;
  std::optional<Op> hash_;
  std::optional<Op> repr_;
};

}  // namespace holdfast

// SPDX-License-Identifier: MIT
//
// io.BytesIO as a stream among others: what it can do, closing, iteration, pickling. All of it
// needs an open stream but what io.IOBase lets a closed one do.
#include <array>

#include "model/streams.h"

namespace holdfast::model {
namespace {

// Answers a constant unless the stream is closed.
Result<Value> if_open(const Call& call, Value answer) {
  if (const auto open = call.self<Stream>().check_open(); !open) return fault(open);
  return answer;
}

Result<Value> yes(Call& call) { return if_open(call, Arena::boolean(true)); }
Result<Value> no(Call& call) { return if_open(call, Arena::boolean(false)); }
Result<Value> nothing(Call& call) { return if_open(call, Arena::none()); }

Result<Value> itself(Call& call) { return call.make(call.target); }

Result<Value> enter(Call& call) {
  if (const auto open = call.self<Stream>().check_open(); !open) return fault(open);
  return itself(call);
}

Result<Value> unsupported(Call& /*call*/) { return raise(Exception::UnsupportedOperation); }

// Closing again is fine; a view that lives is not.
Result<> shut(Stream& stream) {
  if (const auto free = stream.check_lock(); !free) return free;
  stream.closed = true;
  stream.data.clear();
  return {};
}

Result<Value> close(Call& call) { return none(shut(call.self<Stream>())); }

Result<Value> closed(Call& call) { return Arena::boolean(call.self<Stream>().closed); }

// A finaliser has nobody to raise to: what goes wrong is only reported.
Result<Value> finalize(Call& call) {
  auto& stream = call.self<Stream>();
  if (stream.closed) return Value{};
  stream.finalized = true;
  if (const auto done = shut(stream); !done) call.model.report(done.error().type);
  return Value{};
}

Result<Value> next(Call& call) {
  const auto line = next_line(call.self<Stream>());
  if (!line) return fault(line);
  if (!*line) return raise(Exception::StopIteration);
  return call.give(Kind::bytes, **line);
}

Result<Value> getstate(Call& call) {
  const auto& stream = call.self<Stream>();
  if (const auto open = stream.check_open(); !open) return fault(open);
  const auto contents = call.give(Kind::bytes, stream.data);
  if (!contents) return fault(contents);
  const Value attributes = stream.finalized ? Arena::plain(Kind::object) : Arena::none();
  return call.model.results().items(
      Kind::tuple, std::array{*contents, Arena::integer(stream.position), attributes});
}

Result<Value> size_of(Call& call) { return call.leave_open(); }

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"BytesIO.flush", nothing},
    {"BytesIO.isatty", no},
    {"BytesIO.readable", yes},
    {"BytesIO.writable", yes},
    {"BytesIO.seekable", yes},
    {"BytesIO._checkClosed", nothing},
    {"BytesIO._checkReadable", yes},
    {"BytesIO._checkWritable", yes},
    {"BytesIO._checkSeekable", yes},
    {"BytesIO.fileno", unsupported},
    {"BytesIO.detach", unsupported},
    {"BytesIO.close", close},
    {"BytesIO.closed", closed},
    {"BytesIO.__enter__", enter},
    {"BytesIO.__exit__", close, 0, kMaxArguments},
    {"BytesIO.__del__", finalize},
    {"BytesIO.__iter__", itself},
    {"BytesIO.__next__", next},
    {"BytesIO.__getstate__", getstate},
    {"BytesIO.__sizeof__", size_of},
    {"BytesIO.drop", drop},
};

}  // namespace

std::span<const Row> stream_object_steps() { return kSteps; }

}  // namespace holdfast::model

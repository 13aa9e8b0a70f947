// SPDX-License-Identifier: MIT
//
// io.BytesIO in the order of the Python documentation: making one, its contents, reading, writing.
// What converts an argument first and looks at the stream afterwards, or the other way round, does
// so as CPython 3.14 does: it decides which exception is raised. The rest is in
// bytesio_object.cpp.
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/iteration.h"
#include "model/streams.h"

namespace holdfast::model {
namespace {

// stream.write(value): borrow, look whether it is closed, look whether it is locked, write.
Result<std::int64_t> write_to(Call& call, Stream& stream, Value value) {
  auto loan = borrow(call, value, Request::contig_ro);
  if (!loan) return fault(loan);
  if (const auto open = stream.check_open(); !open) return fault(open);
  if (const auto free = stream.check_lock(); !free) return fault(free);
  const ByteSpan bytes = loan->bytes();
  if (const auto done = stream.put(bytes); !done) return fault(done);
  return static_cast<std::int64_t>(bytes.size());
}

// stream.__init__(initial_bytes). A closed stream is opened by bytes alone.
Result<> initialize(Call& call, Stream& stream) {
  if (const auto free = stream.check_lock(); !free) return free;
  stream.data.clear();
  stream.position = 0;
  if (!call.has(0) || call[0].kind == Kind::none) return {};
  if (call[0].kind == Kind::bytes) {
    const ByteSpan bytes = call.arena().contents(call[0]);
    stream.data.assign(bytes.begin(), bytes.end());
    stream.closed = false;
    return {};
  }
  const auto written = write_to(call, stream, call[0]);
  if (!written) return fault(written);
  stream.position = 0;
  return {};
}

Result<Value> construct(Call& call) {
  const auto stream = std::make_shared<Stream>(call.model.census());
  if (const auto done = initialize(call, *stream); !done) return fault(done);
  return call.make(stream);
}

Result<Value> init(Call& call) { return none(initialize(call, call.self<Stream>())); }

Result<Value> getvalue(Call& call) {
  const auto& stream = call.self<Stream>();
  if (const auto open = stream.check_open(); !open) return fault(open);
  return call.give(Kind::bytes, stream.data);
}

Result<Value> getbuffer(Call& call) {
  const auto stream = std::static_pointer_cast<Stream>(call.target);
  if (const auto open = stream->check_open(); !open) return fault(open);
  Census& census = call.model.census();
  const auto between = std::make_shared<StreamBuffer>(census, stream);
  return call.make(
      std::make_shared<View>(census, std::make_shared<Acquisition>(census, between, stream->data),
                             Layout::of_bytes(stream->data.size(), false)));
}

// A size that may be absent, None or negative: no limit then.
Result<std::int64_t> as_limit(Call& call) {
  if (!call.has(0) || call[0].kind == Kind::none) return -1;
  return as_size(call, call[0]);
}

// read() and read1().
Result<Value> read(Call& call) {
  auto& stream = call.self<Stream>();
  const auto most = as_limit(call);
  if (!most) return fault(most);
  if (const auto open = stream.check_open(); !open) return fault(open);
  const bool all = *most < 0 || *most > stream.left();
  return call.give(Kind::bytes, stream.take(all ? stream.left() : *most));
}

Result<Value> readline(Call& call) {
  auto& stream = call.self<Stream>();
  const auto most = as_limit(call);
  if (!most) return fault(most);
  if (const auto open = stream.check_open(); !open) return fault(open);
  return call.give(Kind::bytes, stream.take(stream.line(*most)));
}

// readlines(hint): whole lines until they have `hint` bytes. The hint is an int, not something that
// has __index__.
Result<Value> readlines(Call& call) {
  auto& stream = call.self<Stream>();
  if (const auto open = stream.check_open(); !open) return fault(open);
  std::int64_t hint = 0;
  if (call.has(0) && call[0].kind != Kind::none) {
    if (call[0].kind == Kind::custom) return raise(Exception::TypeError);
    const auto given = as_size(call, call[0]);
    if (!given) return fault(given);
    hint = *given;
  }
  std::vector<Value> lines;
  std::int64_t total = 0;
  while (stream.left() > 0 && (hint <= 0 || total < hint)) {
    const auto line = call.give(Kind::bytes, stream.take(stream.line(-1)));
    if (!line) return fault(line);
    total += line->size;
    lines.push_back(*line);
  }
  return call.model.results().items(Kind::list, lines);
}

// readinto(buffer) and readinto1(buffer). Whatever is wrong with the buffer is a TypeError.
Result<Value> readinto(Call& call) {
  auto& stream = call.self<Stream>();
  auto loan = borrow(call, call[0], Request::writable);
  if (!loan) return raise(Exception::TypeError);
  const auto memory = loan->memory();
  if (const auto open = stream.check_open(); !open) return fault(open);
  const auto count = std::min(static_cast<std::int64_t>(memory.size()), stream.left());
  const Contents taken = stream.take(count);
  std::ranges::copy(taken, memory.begin());
  if (!call.model.census().wrote(memory.first(taken.size()))) return unspecified();
  return Arena::integer(count);
}

Result<Value> write(Call& call) {
  const auto written = write_to(call, call.self<Stream>(), call[0]);
  if (!written) return fault(written);
  return Arena::integer(*written);
}

Result<Value> writelines(Call& call) {
  auto& stream = call.self<Stream>();
  if (const auto open = stream.check_open(); !open) return fault(open);
  auto lines = Iteration::over(call, call[0]);
  if (!lines) return fault(lines);
  while (true) {
    const auto line = lines->next();
    if (!line) return fault(line);
    if (!*line) return Value{};
    if (const auto written = write_to(call, stream, **line); !written) return fault(written);
  }
}

// seek(position, whence): no position before the start; one beyond the end is fine.
Result<Value> seek(Call& call) {
  auto& stream = call.self<Stream>();
  const auto offset = as_size(call, call[0]);
  if (!offset) return fault(offset);
  std::int64_t whence = 0;
  if (call.has(1)) {
    const auto given = as_int(call, call[1]);
    if (!given) return fault(given);
    whence = *given;
  }
  if (const auto open = stream.check_open(); !open) return fault(open);
  if (whence < 0 || whence > 2) return raise(Exception::ValueError);
  if (whence == 0 && *offset < 0) return raise(Exception::ValueError);
  const std::int64_t from = whence == 0 ? 0 : whence == 1 ? stream.position : stream.size();
  if (*offset > 0) {
    const auto reached = static_cast<std::uint64_t>(from) + static_cast<std::uint64_t>(*offset);
    if (reached > std::numeric_limits<std::int64_t>::max()) return raise(Exception::OverflowError);
  }
  stream.position = std::max<std::int64_t>(from + *offset, 0);
  return Arena::integer(stream.position);
}

Result<Value> tell(Call& call) {
  const auto& stream = call.self<Stream>();
  if (const auto open = stream.check_open(); !open) return fault(open);
  return Arena::integer(stream.position);
}

// truncate(size): never extends, and leaves the position alone. The stream is looked at before the
// size is converted, and again afterwards.
Result<Value> truncate(Call& call) {
  auto& stream = call.self<Stream>();
  if (const auto open = stream.check_open(); !open) return fault(open);
  if (const auto free = stream.check_lock(); !free) return fault(free);
  std::int64_t size = stream.position;
  if (call.has(0) && call[0].kind != Kind::none) {
    const auto given = as_size(call, call[0]);
    if (!given) return fault(given);
    if (*given < 0) return raise(Exception::ValueError);
    size = *given;
    if (const auto open = stream.check_open(); !open) return fault(open);
    if (const auto free = stream.check_lock(); !free) return fault(free);
  }
  if (size < stream.size()) stream.data.resize(static_cast<std::size_t>(size));
  return Arena::integer(size);
}

// __setstate__((contents, position, attributes)): each takes effect before the next is looked at.
Result<Value> setstate(Call& call) {
  auto& stream = call.self<Stream>();
  if (call[0].kind != Kind::tuple || call[0].size < 3) return raise(Exception::TypeError);
  if (const auto free = stream.check_lock(); !free) return fault(free);
  const auto parts = call.items(call[0]);
  stream.data.clear();
  stream.position = 0;
  const auto written = write_to(call, stream, parts[0]);
  if (!written) return fault(written);
  if (parts[1].kind == Kind::custom) return raise(Exception::TypeError);
  const auto position = as_size(call, parts[1]);
  if (!position) return fault(position);
  if (*position < 0) return raise(Exception::ValueError);
  stream.position = *position;
  // No value of the vocabulary is a dict.
  if (parts[2].kind != Kind::none) return raise(Exception::TypeError);
  return Value{};
}

constexpr Row kSteps[] = {
    {"BytesIO", construct, 0, 1, {"initial_bytes"}},
    {"BytesIO.__init__", init, 0, 1, {"initial_bytes"}},
    {"BytesIO.getvalue", getvalue},
    {"BytesIO.getbuffer", getbuffer},
    {"BytesIO.read", read, 0, 1},
    {"BytesIO.read1", read, 0, 1},
    {"BytesIO.readline", readline, 0, 1},
    {"BytesIO.readlines", readlines, 0, 1},
    {"BytesIO.readinto", readinto, 1, 1},
    {"BytesIO.readinto1", readinto, 1, 1},
    {"BytesIO.write", write, 1, 1},
    {"BytesIO.writelines", writelines, 1, 1},
    {"BytesIO.seek", seek, 1, 2},
    {"BytesIO.tell", tell},
    {"BytesIO.truncate", truncate, 0, 1},
    {"BytesIO.__setstate__", setstate, 1, 1},
};

}  // namespace

std::span<const Row> stream_steps() { return kSteps; }

}  // namespace holdfast::model

// SPDX-License-Identifier: MIT
//
// BytesIO by Python's names: the contents as a whole, what kind of stream it is, closing,
// iteration, pickling. Methods that BytesIO inherits name the class they come from in messages.
#include <array>

#include "impl/arguments.h"
#include "impl/bytesio.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

BytesIO& stream_of(Object* self) { return static_cast<BytesIO&>(*self); }

// Methods without parameters that are given their class (METH_METHOD) say it their own way.
Result<void> take_nothing(const Arguments& arguments, const char* name) {
  if (!arguments.values.empty()) return type_error("{}() takes no arguments", name);
  return {};
}

// A method that answers a constant unless the stream is closed.
Result<Value> answer(Object* self, const Arguments& arguments, const char* qualified,
                     Value constant) {
  HOLDFAST_CHECK(take_none(arguments, qualified));
  HOLDFAST_CHECK(stream_of(self).check_closed());
  return constant;
}

Result<Value> getvalue(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "BytesIO.getvalue"));
  return stream_of(self).value();
}

Result<Value> getbuffer(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_nothing(arguments, "getbuffer"));
  HOLDFAST_TRY(auto view, stream_of(self).view());
  return Value(std::move(view));
}

Result<Value> flush(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "BytesIO.flush", Value::none());
}
Result<Value> isatty(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "BytesIO.isatty", Value::boolean(false));
}
Result<Value> readable(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "BytesIO.readable", Value::boolean(true));
}
Result<Value> writable(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "BytesIO.writable", Value::boolean(true));
}
Result<Value> seekable(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "BytesIO.seekable", Value::boolean(true));
}
Result<Value> check_closed(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "_IOBase._checkClosed", Value::none());
}
Result<Value> check_readable(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "_IOBase._checkReadable", Value::boolean(true));
}
Result<Value> check_writable(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "_IOBase._checkWritable", Value::boolean(true));
}
Result<Value> check_seekable(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "_IOBase._checkSeekable", Value::boolean(true));
}
Result<Value> enter(Object* self, const Arguments& arguments) {
  return answer(self, arguments, "_IOBase.__enter__", Value::share(*self));
}

Result<Value> fileno(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_CHECK(take_nothing(arguments, "fileno"));
  return fail(ExceptionType::UnsupportedOperation, "fileno");
}

Result<Value> detach(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_CHECK(take_nothing(arguments, "detach"));
  return fail(ExceptionType::UnsupportedOperation, "detach");
}

Result<Value> close(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "BytesIO.close"));
  HOLDFAST_CHECK(stream_of(self).close());
  return Value::none();
}

Result<Value> exit(Object* self, const Arguments& arguments) {
  if (!arguments.keywords.empty()) {
    return type_error("_IOBase.__exit__() takes no keyword arguments");
  }
  HOLDFAST_CHECK(stream_of(self).close());
  return Value::none();
}

Result<Value> finalize(Object* self, const Arguments& /*arguments*/) {
  stream_of(self).finalize();
  return Value::none();
}

Result<Value> closed(Object* self, const Arguments& /*arguments*/) {
  return Value::boolean(stream_of(self).closed());
}

Result<Value> iter(Object* self, const Arguments& /*arguments*/) { return Value::share(*self); }

Result<Value> next(Object* self, const Arguments& /*arguments*/) {
  Value line;
  HOLDFAST_TRY(const bool more, stream_of(self).next(line));
  if (!more) return fail(ExceptionType::StopIteration, "");
  return line;
}

Result<Value> getstate(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "BytesIO.__getstate__"));
  return stream_of(self).state();
}

Result<Value> setstate(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* state, take_one(arguments, "BytesIO.__setstate__"));
  HOLDFAST_CHECK(stream_of(self).set_state(*state));
  return Value::none();
}

Result<Value> size_of(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "BytesIO.__sizeof__"));
  return Value::integer(stream_of(self).size_of());
}

constexpr std::array kMethods = {
    Method{"getvalue", getvalue},
    Method{"getbuffer", getbuffer},
    Method{"flush", flush},
    Method{"isatty", isatty},
    Method{"readable", readable},
    Method{"writable", writable},
    Method{"seekable", seekable},
    Method{"_checkClosed", check_closed},
    Method{"_checkReadable", check_readable},
    Method{"_checkWritable", check_writable},
    Method{"_checkSeekable", check_seekable},
    Method{"fileno", fileno},
    Method{"detach", detach},
    Method{"close", close},
    operation<"closed", 0, closed>(),
    Method{"__enter__", enter},
    Method{"__exit__", exit},
    operation<"__del__", 0, finalize>(),
    operation<"__iter__", 0, iter>(),
    operation<"__next__", 0, next>(),
    Method{"__getstate__", getstate},
    Method{"__setstate__", setstate},
    Method{"__sizeof__", size_of},
};

}  // namespace

std::span<const Method> bytesio_object_methods() { return kMethods; }

}  // namespace holdfast::impl

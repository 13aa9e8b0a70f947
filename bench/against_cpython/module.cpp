// SPDX-License-Identifier: MIT
//
// A module for CPython that times the same calls on both sides, in one process: its own types by
// the C API, without the interpreter's loop, and the implementation by its callables. What is
// called is decided by operations.py; measure.py alternates the two.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <chrono>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "impl/bytes.h"
#include "impl/callable.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace {

namespace impl = holdfast::impl;

struct Release {
  void operator()(PyObject* object) const { Py_XDECREF(object); }
};
using Owned = std::unique_ptr<PyObject, Release>;

// A value of the implementation, in the hands of Python.
struct Box {
  PyObject_HEAD impl::Value value;
};

PyTypeObject* box_type = nullptr;

void destroy_box(PyObject* self) {
  reinterpret_cast<Box*>(self)->value.~Value();
  PyObject_Free(self);
}

PyType_Slot box_slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(destroy_box)}, {0, nullptr}};
PyType_Spec box_spec = {.name = "against_cpython.Box",
                        .basicsize = sizeof(Box),
                        .itemsize = 0,
                        .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                        .slots = box_slots};

PyObject* box(impl::Value value) {
  Box* made = PyObject_New(Box, box_type);
  if (made == nullptr) return nullptr;
  new (&made->value) impl::Value(std::move(value));
  return reinterpret_cast<PyObject*>(made);
}

impl::Result<impl::Value> convert(PyObject* object);

impl::Result<std::vector<impl::Value>> convert_all(PyObject* tuple) {
  std::vector<impl::Value> values;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); ++i) {
    auto value = convert(PyTuple_GET_ITEM(tuple, i));
    if (!value) return std::unexpected(std::move(value.error()));
    values.push_back(std::move(*value));
  }
  return values;
}

impl::Result<impl::Value> convert(PyObject* object) {
  if (object == Py_None) return impl::Value::none();
  if (PyBool_Check(object)) return impl::Value::boolean(object == Py_True);
  if (PyLong_Check(object)) return impl::Value::integer(PyLong_AsLongLong(object));
  if (PyFloat_Check(object)) return impl::Value::real(PyFloat_AS_DOUBLE(object));
  if (Py_IS_TYPE(object, box_type)) return reinterpret_cast<Box*>(object)->value;
  if (PyBytes_Check(object)) {
    return impl::Bytes::create({reinterpret_cast<std::uint8_t*>(PyBytes_AS_STRING(object)),
                                static_cast<std::size_t>(PyBytes_GET_SIZE(object))});
  }
  if (PyUnicode_Check(object)) return impl::Str::create(PyUnicode_AsUTF8(object));
  if (PySlice_Check(object)) {
    auto* slice = reinterpret_cast<PySliceObject*>(object);
    HOLDFAST_TRY(auto start, convert(slice->start));
    HOLDFAST_TRY(auto stop, convert(slice->stop));
    HOLDFAST_TRY(auto step, convert(slice->step));
    return impl::Slice::create(start, stop, step);
  }
  if (PyTuple_Check(object)) {
    HOLDFAST_TRY(auto items, convert_all(object));
    return impl::Tuple::create(items);
  }
  return impl::type_error("no value for this argument");
}

PyObject* raise(const impl::Error& error) {
  std::string text;
  error.message.render_to(text);
  PyErr_Format(PyExc_RuntimeError, "the implementation raised %s: %s",
               std::string(impl::name(error.type)).c_str(), text.c_str());
  return nullptr;
}

impl::Callable callable_named(PyObject* name) {
  const impl::Callable callable = impl::find_callable(PyUnicode_AsUTF8(name));
  if (callable == nullptr) PyErr_Format(PyExc_LookupError, "impl has no %U", name);
  return callable;
}

// make(name, self, args): calls once, for the objects that are worked on.
PyObject* make(PyObject* /*module*/, PyObject* given) {
  PyObject *name, *self, *args;
  if (!PyArg_ParseTuple(given, "UOO!", &name, &self, &PyTuple_Type, &args)) return nullptr;
  const impl::Callable callable = callable_named(name);
  if (callable == nullptr) return nullptr;
  auto object = convert(self);
  auto values = convert_all(args);
  if (!object || !values) return raise(object ? values.error() : object.error());
  auto result = callable(object->is_object() ? &object->object() : nullptr, {.values = *values});
  return result ? box(std::move(*result)) : raise(result.error());
}

// Nanoseconds since `begin`.
double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - begin).count();
}

// A call is (name, self, args, into). Self is an object, None, or the number of an earlier call
// whose result is meant; the result is kept for a later one where `into` says so.
struct Call {
  impl::Callable callable = nullptr;
  impl::Value self;
  std::optional<std::size_t> result_of;
  std::vector<impl::Value> values;
  bool kept = false;
};

// time_impl(calls, rounds): nanoseconds of a round.
PyObject* time_impl(PyObject* /*module*/, PyObject* given) {
  PyObject* list;
  long long rounds;
  if (!PyArg_ParseTuple(given, "O!L", &PyList_Type, &list, &rounds)) return nullptr;
  std::vector<Call> calls;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
    PyObject *name, *self, *args;
    int kept;
    if (!PyArg_ParseTuple(PyList_GET_ITEM(list, i), "UOOp", &name, &self, &args, &kept)) {
      return nullptr;
    }
    Call& call = calls.emplace_back();
    call.callable = callable_named(name);
    if (call.callable == nullptr) return nullptr;
    if (PyLong_Check(self)) {
      call.result_of = PyLong_AsSize_t(self);
    } else {
      auto object = convert(self);
      if (!object) return raise(object.error());
      call.self = std::move(*object);
    }
    auto values = convert_all(args);
    if (!values) return raise(values.error());
    call.values = std::move(*values);
    call.kept = kept != 0;
  }
  std::vector<impl::Value> results(calls.size());
  const auto begin = std::chrono::steady_clock::now();
  for (long long round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
      Call& call = calls[i];
      impl::Value& self = call.result_of ? results[*call.result_of] : call.self;
      auto result =
          call.callable(self.is_object() ? &self.object() : nullptr, {.values = call.values});
      if (!result) return raise(result.error());
      if (call.kept) results[i] = std::move(*result);
    }
    for (std::size_t i = calls.size(); i-- > 0;) {
      if (calls[i].kept) results[i] = impl::Value();
    }
  }
  return PyFloat_FromDouble(since(begin) / static_cast<double>(rounds));
}

// How CPython's C API makes a call.
enum class Way { vectorcall, method, get_item, set_item, del_item, equal };

struct PyCall {
  Way way = Way::vectorcall;
  PyObject* target = nullptr;  // what is called, the name of a method, or the object itself
  std::optional<std::size_t> result_of;
  std::vector<PyObject*> arguments;  // the first is free, for the object
  bool kept = false;
};

PyObject* perform(PyCall& call, PyObject* self) {
  PyObject** arguments = call.arguments.data();
  arguments[0] = self;
  const std::size_t count = call.arguments.size() - 1;
  switch (call.way) {
    case Way::vectorcall:
      return PyObject_Vectorcall(call.target, arguments + 1, count | PY_VECTORCALL_ARGUMENTS_OFFSET,
                                 nullptr);
    case Way::method:
      return PyObject_VectorcallMethod(call.target, arguments, count + 1, nullptr);
    case Way::get_item:
      return PyObject_GetItem(self, arguments[1]);
    case Way::set_item:
      return PyObject_SetItem(self, arguments[1], arguments[2]) < 0 ? nullptr : Py_NewRef(Py_None);
    case Way::del_item:
      return PyObject_DelItem(self, arguments[1]) < 0 ? nullptr : Py_NewRef(Py_None);
    case Way::equal:
      return PyObject_RichCompare(self, arguments[1], Py_EQ);
  }
  return nullptr;
}

// time_cpython(calls, rounds): the same with (way, target, self, args, kept).
PyObject* time_cpython(PyObject* /*module*/, PyObject* given) {
  PyObject* list;
  long long rounds;
  if (!PyArg_ParseTuple(given, "O!L", &PyList_Type, &list, &rounds)) return nullptr;
  std::vector<PyCall> calls;
  std::vector<PyObject*> selves;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); ++i) {
    PyCall& call = calls.emplace_back();
    PyObject *self, *args;
    int way;
    int kept;
    if (!PyArg_ParseTuple(PyList_GET_ITEM(list, i), "iOOOp", &way, &call.target, &self, &args,
                          &kept)) {
      return nullptr;
    }
    call.way = static_cast<Way>(way);
    if (PyLong_Check(self)) call.result_of = PyLong_AsSize_t(self);
    selves.push_back(self);
    call.arguments.push_back(nullptr);
    for (Py_ssize_t j = 0; j < PyTuple_GET_SIZE(args); ++j) {
      call.arguments.push_back(PyTuple_GET_ITEM(args, j));
    }
    call.kept = kept != 0;
  }
  std::vector<Owned> results(calls.size());
  const auto begin = std::chrono::steady_clock::now();
  for (long long round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
      PyCall& call = calls[i];
      Owned result(perform(call, call.result_of ? results[*call.result_of].get() : selves[i]));
      if (!result) return nullptr;
      if (call.kept) results[i] = std::move(result);
    }
    for (std::size_t i = calls.size(); i-- > 0;) results[i].reset();
  }
  return PyFloat_FromDouble(since(begin) / static_cast<double>(rounds));
}

PyMethodDef methods[] = {
    {"make", make, METH_VARARGS, "make(name, self, args): a call of the implementation, boxed"},
    {"time_impl", time_impl, METH_VARARGS, "time_impl(calls, rounds): nanoseconds of a round"},
    {"time_cpython", time_cpython, METH_VARARGS, "time_cpython(calls, rounds): the same"},
    {nullptr, nullptr, 0, nullptr},
};

PyModuleDef definition = {.m_base = PyModuleDef_HEAD_INIT,
                          .m_name = "against_cpython",
                          .m_doc = nullptr,
                          .m_size = -1,
                          .m_methods = methods,
                          .m_slots = nullptr,
                          .m_traverse = nullptr,
                          .m_clear = nullptr,
                          .m_free = nullptr};

}  // namespace

PyMODINIT_FUNC PyInit_against_cpython() {
  box_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&box_spec));
  if (box_type == nullptr) return nullptr;
  return PyModule_Create(&definition);
}

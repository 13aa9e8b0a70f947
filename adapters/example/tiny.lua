#!/usr/bin/env lua5.4
-- SPDX-License-Identifier: MIT
-- A small bytearray with an export lock, and all that puts it behind ../PROTOCOL.md. The page
-- ../../docs/adapter.md tells how it came about.

-- 1. What is to be tested ---------------------------------------------------------------------

local Array, View = {}, {}
Array.__index, View.__index = Array, View

-- An exception: the name of its type in Python, and its message.
local function raise(kind, message)
  error({raises = kind, message = message}, 0)
end

local function byte(number)
  if number < 0 or number > 255 then raise("ValueError", "byte must be in range(0, 256)") end
  return string.char(number)
end

function Array.new(bytes)
  return setmetatable({bytes = bytes, exports = 0}, Array)
end

-- All changes come through here: as long as there is a view the size stays as it is.
function Array:set(bytes)
  if self.exports > 0 and #bytes ~= #self.bytes then
    raise("BufferError", "Existing exports of data: object cannot be re-sized")
  end
  self.bytes = bytes
end

function Array:splice(first, count, bytes)
  self:set(self.bytes:sub(1, first - 1) .. bytes .. self.bytes:sub(first + count))
end

-- Where the item of an index is, from 1 as Lua counts.
function Array:place(index, what)
  local place = index < 0 and index + #self.bytes or index
  if place < 0 or place >= #self.bytes then raise("IndexError", what .. " out of range") end
  return place + 1
end

function Array:insert(index, number)
  local size = #self.bytes
  local place = math.max(0, math.min(size, index < 0 and index + size or index))
  self:splice(place + 1, 0, byte(number))
end

function Array:pop(index)
  if self.bytes == "" then raise("IndexError", "pop from empty bytearray") end
  local place = self:place(index or -1, "pop index")
  local popped = self.bytes:byte(place)
  self:splice(place, 1, "")
  return popped
end

function Array:remove(number)
  local place = self.bytes:find(byte(number), 1, true)
  if not place then raise("ValueError", "value not found in bytearray") end
  self:splice(place, 1, "")
end

-- A view is an export of its array until it is released, or the collector takes it.
function View.new(array)
  array.exports = array.exports + 1
  return setmetatable({of = array}, View)
end

function View:release()
  if self.of then self.of.exports = self.of.exports - 1 end
  self.of = nil
end
View.__gc = View.release

-- 2. As much JSON as the messages need --------------------------------------------------------

local null = {}
local words = {["true"] = true, ["false"] = false, ["null"] = null}

-- The value that begins at a place in a text, and the place behind it.
local function decode(json, at)
  at = json:find("%S", at)
  local first = json:sub(at, at)
  if first == '"' then
    local stop = at + 1
    while json:sub(stop, stop) ~= '"' do
      stop = stop + (json:sub(stop, stop) == "\\" and 2 or 1)
    end
    local text = json:sub(at + 1, stop - 1):gsub("\\u(%x%x%x%x)", function(digits)
      return utf8.char(tonumber(digits, 16))
    end)
    return text:gsub("\\(.)", "%1"), stop + 1
  elseif first == "{" or first == "[" then
    local result = {}
    at = json:find("%S", at + 1)
    while not json:find("^[%]}]", at) do
      local key = #result + 1
      if first == "{" then
        key, at = decode(json, at)
        at = json:find(":", at, true) + 1
      end
      result[key], at = decode(json, at)
      at = json:find("[^%s,]", at)
    end
    return result, at + 1
  end
  local word = json:match("^[^%s,%]}]+", at)
  if words[word] ~= nil then return words[word], at + #word end
  return math.tointeger(word) or tonumber(word), at + #word
end

local function encode(value)
  if value == null then return "null" end
  if type(value) == "string" then
    return '"' .. value:gsub('[%c"\\]', function(c) return ("\\u%04x"):format(c:byte()) end) .. '"'
  end
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for _, item in ipairs(value) do parts[#parts + 1] = encode(item) end
  if #parts > 0 then return "[" .. table.concat(parts, ", ") .. "]" end
  for key, item in pairs(value) do parts[#parts + 1] = encode(key) .. ": " .. encode(item) end
  return "{" .. table.concat(parts, ", ") .. "}"
end

-- 3. The adapter ------------------------------------------------------------------------------

local registers

-- A value of the trace format as one of ours: a number, a string of bytes, an object.
local function make(value)
  if math.type(value) == "integer" then return value end
  if type(value) == "table" and value.ref then return registers[value.ref] end
  if type(value) == "table" and value.bytes then
    return (value.bytes:gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end))
  end
  raise("NotImplementedError", "such a value")
end

-- The bytes of a string, an array, or the array that a view is of.
local function bytes_of(thing)
  if getmetatable(thing) ~= View then return type(thing) == "table" and thing.bytes or thing end
  if not thing.of then raise("ValueError", "operation forbidden on released memoryview object") end
  return thing.of.bytes
end

-- Puts an object, or nothing, into a register. A view that was there gives back its array now, and
-- not when the collector comes by.
local function keep(name, thing)
  local full = registers[name] ~= nil
  registers[name] = thing
  if full then collectgarbage() end
end

local steps = {
  ["bytearray"] = function(source)
    return Array.new(math.type(source) and ("\0"):rep(source) or bytes_of(source or ""))
  end,
  ["bytearray.__len__"] = function(array) return #array.bytes end,
  ["bytearray.__getitem__"] = function(array, index)
    return array.bytes:byte(array:place(index, "bytearray index"))
  end,
  ["bytearray.__setitem__"] = function(array, index, number)
    array:splice(array:place(index, "bytearray index"), 1, byte(number))
  end,
  ["bytearray.__delitem__"] = function(array, index)
    array:splice(array:place(index, "bytearray index"), 1, "")
  end,
  ["bytearray.__iadd__"] = function(array, source)
    array:set(array.bytes .. bytes_of(source))
    return array
  end,
  ["bytearray.append"] = function(array, number) array:set(array.bytes .. byte(number)) end,
  ["bytearray.extend"] = function(array, source) array:set(array.bytes .. bytes_of(source)) end,
  ["bytearray.insert"] = Array.insert,
  ["bytearray.pop"] = Array.pop,
  ["bytearray.remove"] = Array.remove,
  ["bytearray.clear"] = function(array) array:set("") end,
  ["memoryview"] = View.new,
  ["memoryview.__len__"] = function(view) return #bytes_of(view) end,
  ["memoryview.release"] = View.release,
}

-- What calling one step gives: nothing, a number, or an object.
local function call(step)
  local things = {step.self and registers[step.self]}
  if not steps[step.op] then raise("NotImplementedError", step.op) end
  if step.kwargs then raise("NotImplementedError", "keywords") end
  for _, value in ipairs(step.args or {}) do things[#things + 1] = make(value) end
  return steps[step.op](table.unpack(things))
end

-- The outcome of one step.
local function execute(step)
  if step.self and not registers[step.self] then return {skipped = true} end
  for _, value in ipairs(step.args or {}) do
    if type(value) == "table" and value.ref and not registers[value.ref] then
      return {skipped = true}
    end
  end
  if step.op:find("%.drop$") then
    keep(step.self, nil)
    return {returns = null}
  end
  local fine, result = pcall(call, step)
  if not fine and type(result) == "table" then return result end
  if not fine then return {raises = "RuntimeError", message = result} end -- Lua's own complaint
  if type(result) ~= "table" then return {returns = result or null} end
  for name, thing in pairs(registers) do
    if thing == result then return {returns = {ref = name}} end
  end
  local class = getmetatable(result) == Array and "b" or "v"
  local name = class .. (step.into or class):sub(2)
  keep(name, result)
  return {returns = {ref = name}}
end

-- All that can be seen of an object.
local function look(thing)
  local array = getmetatable(thing) == View and thing.of or thing
  if not array.bytes then return {closed = true} end
  local hex = array.bytes:gsub(".", function(c) return ("%02x"):format(c:byte()) end)
  if array ~= thing then return {contents = hex, closed = false} end
  return {contents = hex, locked = array.exports > 0}
end

-- The answers to a program. They show every register after every step, which is more than has to
-- be shown; what has gone from one is null.
local function run(program)
  local answers, state = {}, {}
  registers = {}
  for place, step in ipairs(program.steps) do
    answers[place] = execute(step)
    for name, thing in pairs(registers) do state[name] = look(thing) end
    answers[place].state = next(state) and state
    state = {}
    for name in pairs(registers) do state[name] = null end
  end
  return answers
end

io.stdout:setvbuf("line")
print('{"holdfast": 1, "implementation": "tiny", "version": "1", "platform": "lua", '
  .. '"byteorder": "little", "pointer_bits": 64, "abilities": ["bytearray", "memoryview"]}')
for line in io.lines() do
  for _, program in ipairs(decode(line, 1).run) do
    local fine, answers = pcall(run, program)
    print(encode({id = program.id, [fine and "steps" or "fault"] = answers}))
  end
end

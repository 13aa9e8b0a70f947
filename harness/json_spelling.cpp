// SPDX-License-Identifier: MIT
//
// Writing programs: one step per line, and the hash over those lines. Blocks of steps are written
// inside the line of the step whose argument runs them.
#include "harness/json_spelling.h"

#include <nlohmann/json.hpp>

#include "harness/json_programs.h"

namespace holdfast {
namespace {

void write_step(std::string& out, const Program& program, const Step& step);

void write_block(std::string& out, const Program& program, Value block) {
  out += '[';
  bool first = true;
  for (const Step& step : program.block(block)) {
    if (!first) out += ", ";
    first = false;
    write_step(out, program, step);
  }
  out += ']';
}

void write_optional_block(std::string& out, const Program& program, Value block,
                          std::string_view key) {
  if (block.size == 0) return;
  out.append(", \"").append(key).append("\": ");
  write_block(out, program, block);
}

void write_value(std::string& out, const Program& program, Value value) {
  switch (value.kind) {
    case Kind::block:
      out += "{\"runs\": ";
      write_block(out, program, value);
      out += '}';
      return;
    case Kind::tuple:
    case Kind::list:
    case Kind::slice:
    case Kind::iterator: {
      if (value.kind == Kind::tuple) out += "{\"tuple\": ";
      if (value.kind == Kind::slice) out += "{\"slice\": ";
      if (value.kind == Kind::iterator) out += "{\"iter\": ";
      out += '[';
      bool first = true;
      for (const Value item : program.arena.items(value)) {
        if (!first) out += ", ";
        first = false;
        write_value(out, program, item);
      }
      out += value.kind == Kind::list ? "]" : "]}";
      return;
    }
    case Kind::custom: {
      const auto items = program.arena.items(value);
      out += value.hook == Hook::index ? "{\"index\": " : "{\"buffer\": ";
      write_value(out, program, items[1]);
      write_optional_block(out, program, items[0], "runs");
      if (items.size() > 2) write_optional_block(out, program, items[2], "release_runs");
      out += '}';
      return;
    }
    case Kind::object:
      out += "{\"object\": true}";
      return;
    default:
      return write_plain(out, program.arena, value);
  }
}

// The register that "into" names: the number counts, the class is for the reader of the program.
Register into_register(const Step& step) {
  const StepKind& kind = kind_of(step.op);
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    if (kind.makes.contains(static_cast<Class>(cls))) {
      return {static_cast<Class>(cls), step.into};
    }
  }
  return {kind.self == Class::none ? Class::bytearray : kind.self, step.into};
}

void write_step(std::string& out, const Program& program, const Step& step) {
  const StepKind& kind = kind_of(step.op);
  out.append("{\"op\": \"").append(kind.name).append("\"");
  if (step.self.exists()) out.append(", \"self\": \"").append(name(step.self)).append("\"");
  bool open = false;
  bool keywords = false;
  for (const Value argument : program.arguments(step)) {
    if (argument.keyword != 0 && !keywords) {
      if (open) out += ']';
      out += ", \"kwargs\": {";
      keywords = true;
      open = false;
    } else if (!open && !keywords) {
      out += ", \"args\": [";
    }
    if (open) out += ", ";
    open = true;
    if (argument.keyword != 0) {
      out.append("\"").append(kKeywords[argument.keyword - 1U]).append("\": ");
    }
    write_value(out, program, argument);
  }
  if (open) out += keywords ? '}' : ']';
  if (!kind.makes.empty() || step.into != 0) {
    out.append(", \"into\": \"").append(name(into_register(step))).append("\"");
  }
  out += '}';
}

std::string slug_of(const Program& program) {
  if (program.steps.empty()) return "empty";
  std::string slug;
  for (const char letter : kind_of(program.steps.back().op).name) {
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    const bool capital = letter >= 'A' && letter <= 'Z';
    if (plain || capital) {
      slug += capital ? static_cast<char>(letter - 'A' + 'a') : letter;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug;
}

}  // namespace

std::string to_json(const Program& program, const Step& step) {
  std::string out;
  write_step(out, program, step);
  return out;
}

std::string to_json(const Program& program, Value argument) {
  std::string out;
  write_value(out, program, argument);
  return out;
}

std::string to_json(const Arena& arena, Value value) {
  std::string out;
  write_plain(out, arena, value);
  return out;
}

std::string to_json(const Program& program, std::string_view id, std::string_view why) {
  std::string out = "{\"id\": ";
  write_text(out, id.empty() ? program_id(program) : std::string(id));
  if (!why.empty()) {
    out += ", \"why\": ";
    write_text(out, why);
  }
  out += ", \"steps\": [";
  for (const Step& step : program.steps) {
    out += &step == program.steps.data() ? "\n  " : ",\n  ";
    write_step(out, program, step);
  }
  out += program.steps.empty() ? "]}\n" : "\n]}\n";
  return out;
}

std::uint64_t program_hash(const Program& program) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  std::string line;
  for (const Step& step : program.steps) {
    line.clear();
    write_step(line, program, step);
    line += '\n';
    for (const char letter : line) {
      hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    }
  }
  return hash;
}

std::string program_id(const Program& program, std::string_view slug) {
  std::string id = slug.empty() ? slug_of(program) : std::string(slug);
  id += '-';
  const std::uint64_t hash = program_hash(program);
  for (unsigned shift = 64; shift > 32; shift -= 4) {
    id += "0123456789abcdef"[hash >> (shift - 4U) & 0xfU];
  }
  return id;
}

std::expected<Program, InputError> parse_program(std::string_view json, std::string_view file) {
  const auto document = parse_json(json, file);
  if (!document) return std::unexpected(document.error());
  JsonReader reader(file);
  Program program;
  std::string id;
  std::string why;
  if (!read_program(reader, *document, Place{}, program, id, why)) {
    return std::unexpected(reader.error());
  }
  return program;
}

}  // namespace holdfast

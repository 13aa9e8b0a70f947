// SPDX-License-Identifier: MIT
//
// Writing programs: one step per line, and the hash over those lines. Blocks of steps are written
// inside the line of the step whose argument runs them.
#include "harness/json_spelling.h"

#include <nlohmann/json.hpp>

#include "harness/json_programs.h"

namespace holdfast {
namespace {

// How `into` is written: as the register's name; or, for the hash, as its number alone, so that ids
// do not depend on what this version of the vocabulary says a step can make.
enum class Into : std::uint8_t { name, number };

class StepWriter {
 public:
  StepWriter(std::string& out, const Program& program, Into into = Into::name)
      : out_(out), program_(program), into_(into) {}

  void step(const Step& step) {
    out_.append("{\"op\": \"").append(kind_of(step.op).name).append("\"");
    if (step.self.exists()) out_.append(", \"self\": \"").append(name(step.self)).append("\"");
    arguments(step);
    into(step);
    out_ += '}';
  }

  void value(Value value) {
    switch (value.kind) {
      case Kind::block:
        out_ += "{\"runs\": ";
        block(value);
        out_ += '}';
        return;
      case Kind::tuple:
        return items("{\"tuple\": [", value, "]}");
      case Kind::slice:
        return items("{\"slice\": [", value, "]}");
      case Kind::iterator:
        return items("{\"iter\": [", value, "]}");
      case Kind::list:
        return items("[", value, "]");
      case Kind::custom:
        return custom(value);
      default:
        return write_plain(out_, program_.arena, value);
    }
  }

 private:
  void arguments(const Step& step) {
    bool open = false;
    bool keywords = false;
    for (const Value argument : program_.arguments(step)) {
      if (argument.keyword != 0 && !keywords) {
        if (open) out_ += ']';
        out_ += ", \"kwargs\": {";
        keywords = true;
        open = false;
      } else if (!open && !keywords) {
        out_ += ", \"args\": [";
      }
      if (open) out_ += ", ";
      open = true;
      if (argument.keyword != 0) {
        out_.append("\"").append(kKeywords[argument.keyword - 1U]).append("\": ");
      }
      value(argument);
    }
    if (open) out_ += keywords ? '}' : ']';
  }

  // The number counts; the class is for whoever reads the program.
  void into(const Step& step) {
    const StepKind& kind = kind_of(step.op);
    if (into_ == Into::number) {
      if (step.into != 0) out_.append(", \"into\": ").append(std::to_string(step.into + 1));
      return;
    }
    if (kind.makes.empty() && step.into == 0) return;
    Class made = kind.self == Class::none ? Class::bytearray : kind.self;
    for (std::size_t cls = kClasses - 1; cls > 0; --cls) {
      if (kind.makes.contains(static_cast<Class>(cls))) made = static_cast<Class>(cls);
    }
    out_.append(", \"into\": \"").append(name(Register(made, step.into))).append("\"");
  }

  void items(std::string_view before, Value value, std::string_view after) {
    out_ += before;
    bool first = true;
    for (const Value item : program_.arena.items(value)) {
      if (!first) out_ += ", ";
      first = false;
      this->value(item);
    }
    out_ += after;
  }

  void custom(Value value) {
    const auto items = program_.arena.items(value);
    out_.append("{\"").append(names_of(value.hook).key).append("\": ");
    this->value(items[1]);
    optional_block("runs", items[0]);
    if (items.size() > 2) third(names_of(value.hook).third, items[2]);
    out_ += '}';
  }

  void third(std::string_view key, Value value) {
    if (value.kind == Kind::block) return optional_block(key, value);
    out_.append(", \"").append(key).append("\": ");
    this->value(value);
  }

  void optional_block(std::string_view key, Value steps) {
    if (steps.size == 0) return;
    out_.append(", \"").append(key).append("\": ");
    block(steps);
  }

  void block(Value steps) {
    out_ += '[';
    bool first = true;
    for (const Step& inner : program_.block(steps)) {
      if (!first) out_ += ", ";
      first = false;
      step(inner);
    }
    out_ += ']';
  }

  std::string& out_;
  const Program& program_;
  Into into_;
};

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
  StepWriter(out, program).step(step);
  return out;
}

std::string to_json(const Program& program, Value argument) {
  std::string out;
  StepWriter(out, program).value(argument);
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
    StepWriter(out, program).step(step);
  }
  out += program.steps.empty() ? "]}\n" : "\n]}\n";
  return out;
}

std::uint64_t program_hash(const Program& program) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  std::string line;
  for (const Step& step : program.steps) {
    line.clear();
    StepWriter(line, program, Into::number).step(step);
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

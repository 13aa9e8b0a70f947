// SPDX-License-Identifier: MIT
//
// The runner's side of the adapter protocol. One line answers one program, so a program that kills
// the process has no answer: the steps before the one that did it are run again in a new process,
// and that step gets the outcome `crashed`.
#include "harness/adapter_process.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/adapter_child.h"
#include "harness/adapter_messages.h"
#include "harness/array_layout.h"
#include "harness/json_spelling.h"

namespace holdfast {
namespace {

constexpr std::int64_t kProtocol = 1;
constexpr std::size_t kExcerpt = 200;

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ' ';
    const bool plain = !word.empty() && word.find_first_of(" '\"\\") == std::string::npos;
    text += plain ? word : "'" + word + "'";
  }
  return text;
}

std::string excerpt(std::string_view text) {
  std::string shown;
  for (const char letter : text.substr(0, kExcerpt)) {
    shown += letter >= ' ' && letter <= '~' ? letter : '?';
  }
  return shown + (text.size() > kExcerpt ? "..." : "");
}

// The first `steps` steps of a program, as part of a request.
void write_program(std::string& out, const Program& program, std::size_t steps) {
  out.append("{\"id\":\"").append(program_id(program)).append("\",\"steps\":[");
  for (std::size_t i = 0; i < steps; ++i) {
    if (i > 0) out += ',';
    out += to_json(program, program.steps[i]);
  }
  out += "]}";
}

bool is_wanted(std::string_view version, std::string_view wanted) {
  if (!version.starts_with(wanted)) return false;
  const std::string_view rest = version.substr(wanted.size());
  return wanted.empty() || rest.empty() || rest.front() < '0' || rest.front() > '9';
}

}  // namespace

struct AdapterProcess::Impl {
  explicit Impl(AdapterOptions given) : options(std::move(given)), shown(join(options.command)) {}

  // How a request went for one program.
  struct Reply {
    std::optional<RecordedProgram> recorded;
    std::string died;      // "SIGSEGV", "hung", "exited", when the process is no more
    std::size_t step = 0;  // the step it died in
  };

  std::unexpected<InputError> fail(const std::string& what) const {
    std::string message = "adapter '" + shown + "' " + what;
    if (child && !child->complaints().empty()) {
      std::string_view last = child->complaints();
      while (last.ends_with('\n')) last.remove_suffix(1);
      message += "; it says: " + excerpt(last.substr(last.rfind('\n') + 1));
    }
    return std::unexpected(InputError{message});
  }

  std::expected<void, InputError> launch() {
    auto started = Child::start(options.command);
    child.reset();
    if (!started) {
      return std::unexpected(InputError{started.error().message +
                                        "; give the command of an adapter, for CPython 3.14: "
                                        "\"$(ci/python) adapters/adapter.py\""});
    }
    child = std::move(*started);
    std::string line;
    const auto event = child->next_line(line, Child::Clock::now() + options.start_timeout);
    if (event == Child::Event::line) return read_hello(line);
    int status = 0;
    const bool hangs = event == Child::Event::timeout;
    const std::string how = child->reap(hangs, status);
    if (hangs) {
      return fail("has not said hello within " + std::to_string(options.start_timeout.count()) +
                  " ms; is it an adapter at all?");
    }
    return fail("ended before it said hello (" + how +
                (status >= 0 ? " with status " + std::to_string(status) : "") + ")");
  }

  std::expected<void, InputError> read_hello(const std::string& line) {
    const auto json = parse_json(line, "hello");
    if (!json || !json->is_object()) {
      return fail("does not begin with a hello as adapters/PROTOCOL.md has it, but with: " +
                  excerpt(line));
    }
    auto hello = holdfast::read_hello(*json, "the hello of adapter '" + shown + "'");
    if (!hello) return std::unexpected(hello.error());
    if (hello->protocol != kProtocol) {
      return fail("speaks version " + std::to_string(hello->protocol) +
                  " of the adapter protocol, this holdfast speaks " + std::to_string(kProtocol));
    }
    const About& told = hello->about;
    if ((!options.implementation.empty() && told.implementation != options.implementation) ||
        !is_wanted(told.version, options.version)) {
      const std::string wanted =
          options.implementation + (options.implementation.empty() ? "" : " ") + options.version;
      return fail("is " + told.implementation + " " + told.version + ", but " + wanted +
                  " is needed; give the command of one (ci/python prints where CPython 3.14 is)");
    }
    abilities = std::move(hello->abilities);
    about = std::move(hello->about);
    about.command = shown;
    return {};
  }

  [[nodiscard]] bool has(std::string_view ability) const {
    return std::ranges::find(abilities, ability) != abilities.end();
  }

  std::expected<RecordedProgram, InputError> read_answer(const std::string& line,
                                                         const Program& program,
                                                         std::size_t steps) const {
    const std::string id = program_id(program);
    const auto json = parse_json(line, "answer");
    if (!json || !json->is_object()) {
      return fail("answers program '" + id +
                  "' with something that is no JSON object: " + excerpt(line));
    }
    auto answer =
        holdfast::read_answer(*json, program, steps, "the answer of adapter '" + shown + "'");
    if (!answer) return std::unexpected(answer.error());
    if (!answer->fault.empty()) {
      return fail("cannot run program '" + id + "': " + answer->fault);
    }
    return std::move(answer->recorded);
  }

  // Waits for the answer to the `place`-th program of the last request.
  std::expected<Reply, InputError> await(std::size_t place, const Program& program,
                                         std::size_t steps) {
    std::string line;
    const auto event = child->next_line(line, Child::Clock::now() + options.program_timeout);
    Reply reply;
    if (event == Child::Event::line) {
      auto recorded = read_answer(line, program, steps);
      if (!recorded) return std::unexpected(recorded.error());
      reply.recorded = std::move(*recorded);
      return reply;
    }
    const bool hangs = event == Child::Event::timeout;
    int status = 0;
    const std::string how = child->reap(hangs, status);
    reply.died = hangs ? "hung" : how;
    std::size_t journalled = 0;
    const bool began = parse_journal(child->journal(), journalled, reply.step) &&
                       journalled == place && reply.step < steps;
    if (!began && has("journal")) {
      const std::string before = " before it ran a step of program '" + program_id(program) + "'";
      return fail(hangs ? "hangs" + before : "ended (" + reply.died + ")" + before);
    }
    const std::string complaint = child->complaints();
    if (auto again = launch(); !again) return std::unexpected(again.error());
    last_words = complaint;
    ++restarts;
    return reply;
  }

  std::expected<Reply, InputError> ask(const Program& program, std::size_t steps) {
    std::string request = "{\"run\":[";
    write_program(request, program, steps);
    child->clear_journal();
    child->send(request + "]}\n");
    return await(0, program, steps);
  }

  // What a program that killed the process gave: the answers to the steps before, then the crash.
  std::expected<RecordedProgram, InputError> settle(const Program& program, Reply reply) {
    if (!has("journal")) return settle_blindly(program);
    while (reply.step > 0) {
      const std::string died = std::exchange(reply.died, {});
      auto before = ask(program, reply.step);
      if (!before) return std::unexpected(before.error());
      if (before->recorded) return crashed(std::move(*before->recorded), died);
      reply = std::move(*before);  // It dies earlier than the last time.
    }
    RecordedProgram nothing;
    nothing.id = program_id(program);
    nothing.program = program;
    return crashed(std::move(nothing), reply.died);
  }

  // The same where no journal says which step it was: one step more each time, until it dies.
  std::expected<RecordedProgram, InputError> settle_blindly(const Program& program) {
    RecordedProgram before;
    before.id = program_id(program);
    before.program = program;
    for (std::size_t steps = 1; steps <= program.steps.size(); ++steps) {
      auto reply = ask(program, steps);
      if (!reply) return std::unexpected(reply.error());
      if (!reply->recorded) return crashed(std::move(before), reply->died);
      before = std::move(*reply->recorded);
    }
    return before;  // It did not happen again.
  }

  static RecordedProgram crashed(RecordedProgram before, const std::string& how) {
    RecordedStep last;
    last.outcome.type = Outcome::Type::crashed;
    last.outcome.message = before.answers.text(how);
    last.first_nested = static_cast<std::uint32_t>(before.nested.size());
    last.first_state = static_cast<std::uint32_t>(before.states.size());
    before.steps.push_back(last);
    return before;
  }

  // Runs a batch and appends answers; ends early when the process died.
  std::expected<void, InputError> run_batch(std::span<const Program> programs,
                                            std::vector<RecordedProgram>& answers) {
    std::string request = "{\"run\":[";
    for (std::size_t i = 0; i < programs.size(); ++i) {
      if (i > 0) request += ',';
      write_program(request, programs[i], programs[i].steps.size());
    }
    child->clear_journal();
    child->send(request + "]}\n");
    for (std::size_t i = 0; i < programs.size(); ++i) {
      auto reply = await(i, programs[i], programs[i].steps.size());
      if (!reply) return std::unexpected(reply.error());
      if (reply->recorded) {
        answers.push_back(std::move(*reply->recorded));
        continue;
      }
      auto settled = settle(programs[i], std::move(*reply));
      if (!settled) return std::unexpected(settled.error());
      answers.push_back(std::move(*settled));
      break;
    }
    return {};
  }

  AdapterOptions options;
  std::string shown;
  About about;
  std::vector<std::string> abilities;
  std::optional<Child> child;
  std::string last_words;
  std::size_t restarts = 0;
};

AdapterProcess::AdapterProcess(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AdapterProcess::AdapterProcess(AdapterProcess&&) noexcept = default;
AdapterProcess& AdapterProcess::operator=(AdapterProcess&&) noexcept = default;
AdapterProcess::~AdapterProcess() = default;

std::expected<AdapterProcess, InputError> AdapterProcess::start(AdapterOptions options) {
  AdapterProcess process(std::make_unique<Impl>(std::move(options)));
  if (auto launched = process.impl_->launch(); !launched) {
    return std::unexpected(launched.error());
  }
  return process;
}

const About& AdapterProcess::about() const { return impl_->about; }

bool AdapterProcess::has_ability(std::string_view ability) const { return impl_->has(ability); }

std::string_view AdapterProcess::lacks(const Program& program) const {
  std::string_view lacking;
  const auto need = [&](std::string_view ability) {
    if (lacking.empty() && !impl_->has(ability)) lacking = ability;
  };
  const auto look_at = [&](const Step& step) {
    const std::string_view name = kind_of(step.op).name;
    const std::string_view cls = name.substr(0, name.find('.'));
    if (kind_of(step.op).form == Form::variable) {
      need(names_of(Hook::buffer).ability);
    } else if (cls == "exporter" && !impl_->has(cls) && is_array_step(program, step)) {
      need("array");
    } else if (cls != "iterator") {  // whoever has what it iterates has it
      need(cls);
    }
    if (kind_of(step.op).makes.contains(Class::weakref)) need("weakref");
    for_each_value(program, program.arguments(step), [&](Value value) {
      if (value.kind == Kind::custom) {
        need(names_of(value.hook).ability);
      }
    });
  };
  std::ranges::for_each(program.steps, look_at);
  std::ranges::for_each(program.nested, look_at);
  return lacking;
}

std::expected<std::vector<RecordedProgram>, InputError> AdapterProcess::run(
    std::span<const Program> programs) {
  std::vector<RecordedProgram> answers;
  answers.reserve(programs.size());
  while (answers.size() < programs.size()) {
    const auto rest = programs.subspan(answers.size());
    const std::size_t batch = std::clamp<std::size_t>(impl_->options.batch, 1, rest.size());
    if (auto ran = impl_->run_batch(rest.first(batch), answers); !ran) {
      return std::unexpected(ran.error());
    }
  }
  return answers;
}

std::size_t AdapterProcess::restarts() const { return impl_->restarts; }

std::string_view AdapterProcess::complaints() const {
  const std::string& now = impl_->child->complaints();
  return now.empty() ? std::string_view(impl_->last_words) : now;
}

std::vector<std::string> split_command(std::string_view command) {
  std::vector<std::string> words;
  std::string word;
  bool open = false;
  char quote = 0;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char letter = command[i];
    if (quote != 0 && letter == quote) {
      quote = 0;
    } else if (letter == '\\' && quote != '\'' && i + 1 < command.size()) {
      word += command[++i];
      open = true;
    } else if (quote == 0 && (letter == '\'' || letter == '"')) {
      quote = letter;
      open = true;
    } else if (quote == 0 && (letter == ' ' || letter == '\t' || letter == '\n')) {
      if (open) words.push_back(std::exchange(word, {}));
      open = false;
    } else {
      word += letter;
      open = true;
    }
  }
  if (open) words.push_back(word);
  return words;
}

std::vector<std::string> python_command(std::string_view python, std::string_view root) {
  return {std::string(python), "-I", std::string(root) + "/adapters/adapter.py"};
}

}  // namespace holdfast

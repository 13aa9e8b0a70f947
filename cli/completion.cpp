// SPDX-License-Identifier: MIT
//
// holdfast completion and holdfast man: what a shell and `man` are to know of the command, made of
// the command line itself.
#include <cstdio>

#include "cli/commands.h"

namespace holdfast::cli {
namespace {

std::vector<const CLI::App*> subcommands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// All options of a subcommand, those in groups among them: a group is a subcommand without a name.
std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  std::vector<const CLI::Option*> options = command.get_options();
  for (const CLI::App* group : subcommands(command)) {
    const auto more = group->get_options();
    options.insert(options.end(), more.begin(), more.end());
  }
  std::erase_if(options, [&](const CLI::Option* option) {
    return option->check_name("--help") && option != command.get_help_ptr();
  });
  return options;
}

// "--seed --time ...", the long names of all options.
std::string words_of(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : options_of(command)) {
    for (const std::string& name : option->get_lnames()) words += "--" + name + " ";
  }
  return words;
}

// One function for bash, which zsh understands after `autoload bashcompinit && bashcompinit`.
std::string bash(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : subcommands(app)) {
    names += command->get_name() + " ";
    cases += "    " + command->get_name() + ") words=\"" + words_of(*command) + "\" ;;\n";
  }
  return "# bash completion of holdfast: source <(holdfast completion bash)\n"
         "_holdfast() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} words=\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "  esac\n"
         "  [[ $COMP_CWORD -gt 1 ]] || words=\"" +
         names +
         "\"\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  [[ $word == -* || $COMP_CWORD -le 1 ]] || COMPREPLY+=($(compgen -f -- \"$word\"))\n"
         "}\n"
         "complete -o filenames -F _holdfast holdfast\n";
}

std::string fish(const CLI::App& app) {
  std::string text = "# fish completion of holdfast: holdfast completion fish | source\n";
  for (const CLI::App* command : subcommands(app)) {
    text += "complete -c holdfast -n __fish_use_subcommand -a " + command->get_name() + " -d '" +
            command->get_description() + "'\n";
    for (const CLI::Option* option : options_of(*command)) {
      for (const std::string& name : option->get_lnames()) {
        text += "complete -c holdfast -n '__fish_seen_subcommand_from " + command->get_name() +
                "' -l " + name + " -d '" + option->get_description() + "'\n";
      }
    }
  }
  return text;
}

// Text in roff: a line must not begin with a dot, and a hyphen is to be one.
std::string roff(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '-' || letter == '\\') out += '\\';
    if (letter == '.' && (out.empty() || out.back() == '\n')) out += "\\&";
    out += letter;
  }
  return out;
}

std::string man(const CLI::App& app) {
  std::string text =
      ".TH HOLDFAST 1\n.SH NAME\nholdfast \\- checks implementations of Python's "
      "buffer types\n.SH SYNOPSIS\n.B holdfast\n.I COMMAND\n[\\fIOPTIONS\\fR]\n"
      ".SH DESCRIPTION\n" +
      roff(app.get_description()) + ".SH COMMANDS\n";
  for (const CLI::App* command : subcommands(app)) {
    text += ".SS " + roff(command->get_name()) + "\n" + roff(command->get_description()) + ".\n";
    for (const CLI::Option* option : options_of(*command)) {
      text += ".TP\n.B " + roff(option->get_name(option->get_positional())) + "\n" +
              roff(option->get_description()) + "\n";
    }
    if (!command->get_footer().empty()) {
      text += ".PP\n.nf\n" + roff(command->get_footer()) + "\n.fi\n";
    }
  }
  return text + ".SH EXIT STATUS AND EXAMPLES\n.nf\n" + roff(app.get_footer()) + "\n.fi\n";
}

}  // namespace

void add_completion(CLI::App& app, int& status) {
  auto* completion = app.add_subcommand("completion", "Print what a shell needs to complete words");
  auto shell = std::make_shared<std::string>();
  completion->add_option("shell", *shell, "bash (also for zsh's bashcompinit) or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "fish"}));
  completion->callback([&app, shell, &status] {
    std::printf("%s", (*shell == "fish" ? fish(app) : bash(app)).c_str());
    status = kAgreed;
  });
  auto* page = app.add_subcommand("man", "Print the manual page: holdfast man | man -l -");
  page->callback([&app, &status] {
    std::printf("%s", man(app).c_str());
    status = kAgreed;
  });
}

}  // namespace holdfast::cli

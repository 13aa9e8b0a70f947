// SPDX-License-Identifier: MIT
//
// holdfast serve: a subject of this build behind the adapter protocol, on standard input and
// output.
#include "harness/serve.h"

#include <bit>
#include <iostream>
#include <string>

#include "cli/commands.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

int serve(const std::string& name) {
  const auto subject = make_subject(name);
  const auto write = [](std::string_view line) { std::cout << line << '\n' << std::flush; };
  write(hello_line({.implementation = "holdfast-" + name,
                    .version = HOLDFAST_VERSION,
                    .platform = HOLDFAST_PLATFORM,
                    .byteorder = std::endian::native == std::endian::little ? "little" : "big",
                    .pointer_bits = 8 * static_cast<int>(sizeof(void*)),
                    .command = {}}));
  for (std::string line; std::cout && std::getline(std::cin, line);) {
    answer_request(*subject, line, write);
  }
  return kAgreed;
}

}  // namespace

void add_serve(CLI::App& app, int& status) {
  auto* command = app.add_subcommand(
      "serve", "Answer the adapter protocol on standard input and output (adapters/PROTOCOL.md)");
  auto* name = command->add_option("subject", "impl or model")->required();
  name->check([](const std::string& given) {
    return make_subject(given) ? std::string()
                               : "'" + given + "' is no subject; give impl or model";
  });
  command->callback([name, &status] { status = serve(name->as<std::string>()); });
}

}  // namespace holdfast::cli

// SPDX-License-Identifier: MIT
//
// Puts MicroPython behind Holdfast's adapter protocol: Node.js runs its WebAssembly build, and that
// runs adapter.py, which does the rest. WebAssembly has no standard input worth the name, so lines
// are read and written here. See PROTOCOL.md.
//
//   npm install --prefix build/micropython @micropython/micropython-webassembly-pyscript@1.27.0
//   holdfast replay --lenient traces --subject "node adapters/micropython.mjs"
//
// HOLDFAST_MICROPYTHON names another folder than build/micropython.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const home = process.env.HOLDFAST_MICROPYTHON || path.join(here, "../build/micropython");
const library = path.resolve(
  home, "node_modules/@micropython/micropython-webassembly-pyscript/micropython.mjs");
if (!fs.existsSync(library)) {
  console.error(`micropython.mjs: there is no ${library}; the first lines of this file say how`);
  process.exit(2);
}

// The next line of standard input, or null at its end. Waits for it.
let pending = Buffer.alloc(0);
function readLine() {
  const pieces = [];
  for (;;) {
    const end = pending.indexOf(10);
    pieces.push(end < 0 ? pending : pending.subarray(0, end));
    if (end >= 0) {
      pending = pending.subarray(end + 1);
      return Buffer.concat(pieces).toString();
    }
    const piece = Buffer.alloc(1 << 16);
    const size = fs.readSync(0, piece, 0, piece.length, null);
    pending = piece.subarray(0, size);
    if (size === 0) return null;
  }
}

function write(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(1, bytes, at);
}

const journal = process.env.HOLDFAST_JOURNAL && fs.openSync(process.env.HOLDFAST_JOURNAL, "r+");
let program = 0;

const { loadMicroPython } = await import(pathToFileURL(library));
// What Python prints by itself must not end up between the answers.
const complain = (text) => console.error(text);
const python = await loadMicroPython({ stdout: complain, stderr: complain });
python.registerJsModule("host", {
  write,
  note: (_, step) => journal && fs.writeSync(journal, `${program} ${step}\n`, 0),
});
python.FS.writeFile("/adapter.py", fs.readFileSync(path.join(here, "adapter.py")));
python.runPython(`
import sys
sys.path.insert(0, "/")
import adapter, host

runner = adapter.Runner()

def work(line):
    for message in adapter.run_request(runner, line, host.note):
        host.write(adapter.line_of(message))

host.write(adapter.line_of(adapter.hello()))
`);
const work = python.globals.get("work");

// The programs of a request, each in a request of its own: this MicroPython can only collect what
// it has used when no Python is running. Any other line is adapter.py's to refuse.
function requests(line) {
  try {
    const programs = JSON.parse(line).run;
    if (Array.isArray(programs)) return programs.map((one) => JSON.stringify({ run: [one] }));
  } catch {
    // Not JSON, or null.
  }
  return [line];
}

for (let line = readLine(); line !== null; line = readLine()) {
  program = 0;
  for (const request of requests(line)) {
    work(request);
    program += 1;
  }
}

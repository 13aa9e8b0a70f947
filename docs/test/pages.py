# SPDX-License-Identifier: MIT
"""Reads the pages of the documentation, and says what in them does not hold.

What a fenced block is, is told by its language:

  sh      commands, each on a line of its own; all of a page run in one shell, from a copy of the
          repository. A command whose status is not to be 0 says so: "# exit status 1".
  output  what the block of commands before it prints, or lines of it with "..." between them;
          seconds may be others
  python  a script for CPython 3.14
  pycon   a session of CPython 3.14, with its answers; all of a page are one session
  json    JSON
  cpp, lua, cmake, diff
          lines that stand in a file of the repository, one after the other
  yaml    for a pipeline; each "run:" is a command that stands in a block of the page as well
  text    anything else

Links within the repository must lead somewhere, and what is written like `path/to/file.h` or
`folder/` must be there.
"""

import dataclasses
import json
import pathlib
import re
import subprocess

QUOTED = {"cpp", "lua", "cmake", "diff"}
LANGUAGES = QUOTED | {"sh", "output", "python", "pycon", "json", "yaml", "text"}
FENCE = re.compile(r"^(`{3,})(.*)$")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# `harness/lockstep.h`, `model/`: at least one slash, and an extension or a slash at the end.
PATH = re.compile(r"`((?:\.{0,2}[\w-]+/)+(?:[\w.-]+\.(?:h|cpp|py|pl|lua|md|json|txt|mjs|patch))?)`")
STATUS = re.compile(r"#.*\bexit status (\d+)")
MARK = "@@ends"


@dataclasses.dataclass
class Block:
    line: int  # of its first line
    language: str
    text: str


@dataclasses.dataclass
class Command:
    line: int
    text: str
    status: int


class Page:
    """A Markdown file, taken apart."""

    def __init__(self, path, root):
        self.path, self.root = path, root
        self.name = str(path.relative_to(root))
        self.blocks, self.prose = [], []  # prose: (line number, line)
        opening = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            fence = FENCE.match(line)
            if opening:
                if fence and fence[1] == opening:
                    opening = None
                else:
                    self.blocks[-1].text += line + "\n"
            elif fence:
                opening = fence[1]
                self.blocks.append(Block(number + 1, fence[2].strip(), ""))
            else:
                self.prose.append((number, line))

    def at(self, line, complaint):
        return "%s:%d: %s" % (self.name, line, complaint)

    def of(self, *languages):
        return [block for block in self.blocks if block.language in languages]


def is_whole(text):
    """Whether a command is more than a beginning, which goes on in the next line."""
    checked = subprocess.run(["bash", "-n", "-c", text], stderr=subprocess.DEVNULL, check=False)
    return not text.endswith("\\") and checked.returncode == 0


def commands_of(block):
    """The commands of a block; comments that stand by themselves are none."""
    commands, begun = [], ""
    for number, line in enumerate(block.text.splitlines(), block.line):
        begun = begun + "\n" + line if begun else line
        if not begun.strip() or begun.startswith("#"):
            begun = ""
        elif is_whole(begun):
            status = STATUS.search(begun)
            commands.append(Command(number, begun, int(status[1]) if status else 0))
            begun = ""
    if begun:
        commands.append(Command(block.line, begun, 0))  # bash will say what it lacks
    return commands


def slug(heading):
    """How a heading is named in a link."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(path):
    found, fenced = set(), False
    for line in path.read_text(encoding="utf-8").splitlines():
        fenced ^= line.startswith("```")
        if not fenced and line.startswith("#"):
            found.add(slug(line.lstrip("#")))
    return found


def complaints_about_links(page):
    for number, line in page.prose:
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            path = (page.path.parent / name).resolve() if name else page.path
            if not path.exists():
                yield page.at(number, "the link %s leads nowhere, correct it" % target)
            elif anchor and anchor not in headings(path):
                yield page.at(number, "%s has no heading for #%s" % (name or page.name, anchor))


def complaints_about_paths(page):
    for number, line in page.prose:
        for name in PATH.findall(line):
            beside, top = page.path.parent / name, page.root / name
            if name.startswith("build/") or beside.exists() or top.exists():
                continue
            yield page.at(number, "there is no %s, name what is there" % name)


def complaints_about_languages(page):
    for place, block in enumerate(page.blocks):
        if block.language not in LANGUAGES:
            yield page.at(block.line - 1, "a block of '%s'; give one of %s"
                          % (block.language, ", ".join(sorted(LANGUAGES))))
        if block.language == "output" and (place == 0 or page.blocks[place - 1].language != "sh"):
            yield page.at(block.line - 1, "output of what? put it behind its sh block")
    for block in page.of("json"):
        try:
            json.loads(block.text)
        except ValueError as error:
            yield page.at(block.line, "this is no JSON: %s" % error)


def complaints_about_pipelines(page):
    known = {command.text.partition("    #")[0].strip()
             for block in page.of("sh") for command in commands_of(block)}
    for block in page.of("yaml"):
        for number, line in enumerate(block.text.splitlines(), block.line):
            run = re.match(r"[ -]*run: (.*)", line)
            if run and run[1] not in known:
                yield page.at(number, "no block of commands has '%s', so nobody runs it" % run[1])


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def stands_in(wanted, lines):
    return any(lines[i:i + len(wanted)] == wanted for i in range(len(lines))
               if lines[i] == wanted[0])


def complaints_about_quotations(page, sources):
    """`sources` holds the lines of each file that may be quoted."""
    for block in page.of(*QUOTED):
        wanted = lines_of(block.text)
        if not any(stands_in(wanted, lines) for lines in sources.values()):
            yield page.at(block.line, "no file has these lines any more, quote it again")


def pattern_of(expected):
    """A regular expression for output: "..." stands for any lines, seconds may be others."""
    parts = []
    for line in expected.splitlines():
        if line.strip() == "...":
            parts.append(r"(?:.*\n)*?")
            continue
        escaped = re.sub(r"(\\ )in\\ [\d\\.]+\\ s\b", r"\1in\\ [\\d.]+\\ s", re.escape(line))
        parts.append(escaped + r"[ \t]*\n")
    return re.compile("^" + "".join(parts), re.MULTILINE)


class Runner:
    """Runs what stands in pages. `skipped` and `changed` are lists of (pattern, reason) and
    (pattern, replacement, reason); which of them were of use is kept in `used`."""

    def __init__(self, tree, environment, python, skipped=(), changed=()):
        self.tree, self.environment, self.python = tree, environment, python
        self.skipped, self.changed = skipped, changed
        self.used = set()

    def what_runs(self, command):
        """The command as it is run, or None where it is not."""
        for pattern, _ in self.skipped:
            if re.search(pattern, command.text):
                self.used.add(pattern)
                return None
        text = command.text
        for pattern, replacement, _ in self.changed:
            text, times = re.subn(pattern, replacement, text)
            if times:
                self.used.add(pattern)
        return text

    def complaints_about_commands(self, page):
        blocks = [(block, commands_of(block)) for block in page.of("sh")]
        script = ""
        for place, (_, commands) in enumerate(blocks):
            for command in commands:
                text = self.what_runs(command)
                if text is not None:
                    script += "%s\nprintf '\\n%s %d %d %%d\\n' $?\n" % (
                        text, MARK, place, command.line)
        if not script:
            return
        done = self.run(["bash", "-c", script])
        printed = self.printed(done.stdout)
        for place, (block, commands) in enumerate(blocks):
            output, ran = "", False
            for command in commands:
                if self.what_runs(command) is None:
                    continue
                ran = True
                status, text = printed.get((place, command.line), (None, done.stdout[-2000:]))
                output += text
                if status != command.status:
                    yield page.at(command.line, "'%s' ends with %s, not %d; mend the command or "
                                  "the page, or say '# exit status N':\n%s" % (
                                      command.text, status, command.status, text[-2000:]))
            after = page.blocks.index(block) + 1
            if ran and after < len(page.blocks) and page.blocks[after].language == "output":
                expected = page.blocks[after]
                if not pattern_of(expected.text).search(output):
                    yield page.at(expected.line, "this is not what it prints; that is:\n" +
                                  output[-4000:])

    @staticmethod
    def printed(output):
        """{(block, line): (status, output)} of what the script printed."""
        result, text = {}, ""
        for line in output.splitlines(keepends=True):
            words = line.split()
            if words[:1] == [MARK]:
                # The newline before the mark is the script's own.
                result[int(words[1]), int(words[2])] = int(words[3]), text.removesuffix("\n")
                text = ""
            else:
                text += line
        return result

    def complaints_about_python(self, page):
        for block in page.of("python"):
            done = self.run([self.python, "-c", block.text])
            if done.returncode != 0:
                yield page.at(block.line, "CPython says otherwise:\n" + done.stdout)
        session = "\n".join(block.text for block in page.of("pycon"))
        if session:
            done = self.run([self.python, pathlib.Path(__file__).parent / "session.py"], session)
            if done.returncode != 0:
                yield page.at(page.of("pycon")[0].line, "CPython answers otherwise:\n" +
                              done.stdout)

    def run(self, command, text=""):
        try:
            return subprocess.run(command, cwd=self.tree, env=self.environment, input=text,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  errors="replace", timeout=300, check=False)
        except subprocess.TimeoutExpired as expired:
            said = (expired.stdout or b"").decode(errors="replace")
            return subprocess.CompletedProcess(command, None, said + "\n(took more than 300 s)")


def complaints(page, sources, runner):
    yield from complaints_about_languages(page)
    yield from complaints_about_links(page)
    yield from complaints_about_paths(page)
    yield from complaints_about_pipelines(page)
    yield from complaints_about_quotations(page, sources)
    yield from runner.complaints_about_commands(page)
    yield from runner.complaints_about_python(page)

#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The page of `holdfast report` in a real browser: it opens from a disk, filters, shows programs,
prints, and can be used with a keyboard and on a narrow screen.

Needs $HOLDFAST, the command, and a Chromium: $CHROMIUM, else one on PATH. It is driven through its
debugging pipe (--remote-debugging-pipe: messages of JSON that end in a NUL), so nothing else has to
be installed.
"""

import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOLDFAST = os.environ.get("HOLDFAST", str(ROOT / "build/dev/cli/holdfast"))
SECONDS = 60
NAMES = "chromium", "chromium-browser", "google-chrome"


def chromium():
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        sys.exit("page_test: no Chromium here; `ci/install chromium` installs it, or set $CHROMIUM")
    return found


class Browser:
    """One tab. Each call is a method of the DevTools protocol, or JavaScript to be evaluated."""

    def __init__(self, folder):
        ours, theirs = os.pipe(), os.pipe()

        def pipes():
            # Out of the way first: one of the four may be 3 or 4.
            ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (ours[0], theirs[1])]
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.process = subprocess.Popen(
            [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--user-data-dir=" + folder, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=pipes, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(ours[0])
        os.close(theirs[1])
        self.to, self.source, self.number, self.rest = ours[1], theirs[0], 0, b""
        self.session = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.errors = []
        for domain in "Page", "Runtime", "Network":
            self.call(domain + ".enable")

    def close(self):
        self.process.terminate()
        self.process.wait()
        os.close(self.to)
        os.close(self.source)

    def receive(self):
        while b"\0" not in self.rest:
            part = os.read(self.source, 1 << 16)
            if not part:
                raise AssertionError("the browser ended by itself")
            self.rest += part
        message, _, self.rest = self.rest.partition(b"\0")
        message = json.loads(message)
        if message.get("method") == "Runtime.exceptionThrown":
            self.errors.append(message["params"]["exceptionDetails"])
        if message.get("method") == "Network.requestWillBeSent":
            address = message["params"]["request"]["url"]
            if not address.startswith(("file:", "about:", "data:")):
                self.errors.append("asks the network for " + address)
        return message

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise AssertionError("%s: %s" % (method, answer["error"]["message"]))
                return answer["result"]

    def open(self, path):
        self.call("Page.navigate", url=path.as_uri())
        while self.receive().get("method") != "Page.loadEventFired":
            pass

    def js(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError("%s: %s" % (expression, answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key, code):
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in "keyDown", "keyUp":
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code, **text)


def make_page(folder):
    """A page of two subjects, which differ in some steps from a recording that is not true."""
    trace = json.loads((ROOT / "traces/cpython-3.14/bytearray/lock.json").read_text())
    for number, program in enumerate(trace["programs"]):
        for step in program["steps"]:
            if number % 2 and step["op"] == "bytearray.append" and step.pop("raises", None):
                step.pop("message")
                step["returns"] = None
    wrong, results, page = folder / "lock.json", folder / "results.json", folder / "page.html"
    wrong.write_text(json.dumps(trace))
    subprocess.run([HOLDFAST, "replay", wrong, "--results", results], cwd=ROOT, check=False,
                   stdout=subprocess.DEVNULL)
    subprocess.run([HOLDFAST, "report", results, "--html", page], cwd=ROOT, check=True,
                   stdout=subprocess.DEVNULL)
    return json.loads(results.read_text()), page


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = pathlib.Path(cls.folder.name)
        cls.results, cls.page = make_page(folder)
        cls.browser = Browser(str(folder / "profile"))

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.folder.cleanup()

    def setUp(self):
        self.browser.open(self.page)

    def tearDown(self):
        self.assertEqual(self.browser.errors, [], "the page itself fails, or needs a network")

    def rows(self):
        return self.browser.js("document.querySelectorAll('#matrix tbody tr:not(.type)').length")

    def fill(self, name, value):
        self.browser.js("(e => { e.value = %s; e.dispatchEvent(new Event('input', {bubbles: true}))"
                        "})(document.getElementById(%s))" % (json.dumps(value), json.dumps(name)))

    def test_has_a_row_for_each_step_kind_and_a_column_for_each_subject(self):
        self.assertEqual(self.rows(), len(self.results["kinds"]))
        self.assertEqual(self.browser.js("document.querySelectorAll('#matrix thead th').length"),
                         1 + len(self.results["subjects"]))

    def test_finds_step_kinds_by_their_name(self):
        self.fill("find", "bytearray.appe")
        self.assertEqual(self.rows(), 1)
        self.assertIn("1 of %d" % len(self.results["kinds"]),
                      self.browser.js("document.getElementById('shown').textContent"))

    def test_shows_one_type_or_only_what_differs(self):
        self.fill("type", "mmap")
        mmap = [kind for kind in self.results["kinds"] if kind.split(".")[0] == "mmap"]
        self.assertEqual(self.rows(), len(mmap))
        self.fill("type", "")
        self.browser.js("document.getElementById('differing').click()")
        differing = {kind["op"] for subject in self.results["subjects"]
                     for kind in subject["kinds"] if kind["differed"]}
        self.assertEqual(self.rows(), len(differing))
        self.assertGreater(len(differing), 0, "some steps were recorded wrongly")

    def test_shows_the_programs_of_a_cell_beside_their_python(self):
        self.browser.js("document.querySelector('#matrix .some, #matrix .none').click()")
        self.assertFalse(self.browser.js("document.getElementById('detail').hidden"))
        self.assertTrue(self.browser.js("document.querySelector('#programs details').open"))
        python = self.browser.js(
            "document.querySelector('#programs .beside pre:last-child').textContent")
        self.assertIn("bytearray(", python)
        self.assertTrue(self.browser.js("document.querySelector('#programs .here') !== null"),
                        "the step that differs is marked")

    def test_can_be_used_with_a_keyboard(self):
        self.browser.js("document.querySelector('#matrix button').focus()")
        self.browser.press("Enter", 13)
        self.assertEqual(self.browser.js("document.activeElement.id"), "detail",
                         "Enter on a cell shows its programs, and goes there")
        self.browser.press("Tab", 9)
        self.assertNotEqual(self.browser.js("document.activeElement.tagName"), "BODY")

    def test_fits_a_narrow_screen(self):
        self.browser.call("Emulation.setDeviceMetricsOverride", width=360, height=640,
                          deviceScaleFactor=1, mobile=True)
        try:
            self.browser.open(self.page)
            self.assertLessEqual(self.browser.js("document.documentElement.scrollWidth"), 360,
                                 "tables scroll by themselves, the page does not")
        finally:
            self.browser.call("Emulation.clearDeviceMetricsOverride")

    def test_prints(self):
        pages = self.browser.call("Page.printToPDF")["data"]
        self.assertGreater(len(pages), 10000)


if __name__ == "__main__":
    unittest.main()

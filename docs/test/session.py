# SPDX-License-Identifier: MIT
"""Runs the session of an interactive interpreter that comes on standard input, and says where this
interpreter answers otherwise. Of a traceback only the last line counts."""

import doctest
import sys

session = doctest.DocTestParser().get_doctest(sys.stdin.read(), {}, "session", None, 0)
results = doctest.DocTestRunner(verbose=False).run(session)
print("%d of %d answers are others" % (results.failed, results.attempted))
sys.exit(1 if results.failed or not results.attempted else 0)

# SPDX-License-Identifier: MIT
"""What capture.py is made of: classes that take the place of the four types (standins), what is
written down of their calls (recorder, registers), and how values are spelt (spelling)."""

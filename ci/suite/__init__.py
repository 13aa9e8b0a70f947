# SPDX-License-Identifier: MIT
"""The recorded traces as a suite: what is in it, and what is made of it (ci/traces)."""

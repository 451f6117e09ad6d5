"""What a test needs of the machine that it runs on."""

import os

import pytest


def missing(what):
    """Ends a test that cannot be made here: skipped; but failed in CI, where nobody reads what was skipped."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"not tested: {what}")
    pytest.skip(what)

"""What every command and every endpoint of the page answers is as the references say."""

from __future__ import annotations

import pytest

from tests.guard.compare import changes

PARTS = ("commands", "endpoints")
# A machine that also does something else may take ten times as long.
pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def changed() -> dict[str, str]:
    return changes(*PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_answers_are_the_same(changed: dict[str, str], part: str) -> None:
    assert not changed[part], f"see tests/guard/record.py:\n{changed[part]}"

"""What presets learn, old runs become, commands and endpoints answer is as the references say."""

from __future__ import annotations

import pytest

from tests.guard.compare import changes, differences
from tests.guard.record import PARTS

# A machine that also does something else may take ten times as long.
pytestmark = pytest.mark.timeout(1200)


@pytest.fixture(scope="module")
def changed() -> dict[str, str]:
    return changes(*PARTS)


@pytest.mark.parametrize("part", PARTS)
def test_numbers_are_the_same_to_the_last_digit(changed: dict[str, str], part: str) -> None:
    assert not changed[part], f"see tests/guard/record.py:\n{changed[part]}"


def test_the_last_digit_is_seen() -> None:
    old, new = {"columns": {"a": [1.0, 0.1 + 0.2]}}, {"columns": {"a": [1.0, 0.3]}, "b": 2}
    (line,) = differences(old, new, exact=True)
    assert line == "/columns/a/1 was 0.30000000000000004 and is 0.3"
    assert not differences(old, new, exact=False)
    assert differences(new, old, exact=True)[0] == "/b is gone"


def test_elsewhere_the_first_steps_and_no_checksums_are_compared() -> None:
    old = {"columns": {"a": [1.0] * 6}, "map": "2x2 uint8 0123456789abcdef", "name": "na"}
    new = {"columns": {"a": [1.001] * 5 + [9.0]}, "map": "2x2 uint8 fedcba9876543210", "name": "na"}
    assert len(differences(old, new, exact=True)) == 7
    assert not differences(old, new, exact=False)
    new["columns"]["a"][4], new["name"] = 1.01, "cg"
    assert len(differences(old, new, exact=False)) == 2

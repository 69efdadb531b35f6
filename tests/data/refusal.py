"""What a refusal must be: a Problem of a code, with the fields that matter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gioada.errors import Problem


@contextmanager
def refused(code: str, *words: str, **fields: object) -> Iterator[None]:
    """Fail unless a problem of this code is raised, with these fields, whose text has the words."""
    with pytest.raises(Problem) as caught:
        yield
    problem = caught.value
    assert problem.code == code, f"{problem.code}: {problem}"
    assert {name: problem.fields.get(name) for name in fields} == fields
    for word in words:
        assert word in str(problem)

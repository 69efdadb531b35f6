"""What is expected to be refused, by its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from gioada.errors import Problem


@contextmanager
def refused(code: str, *words: str, **fields: object) -> Iterator[None]:
    """A problem of a code, with these fields and words in its sentence, is raised within."""
    with pytest.raises(Problem) as found:
        yield
    assert found.value.code == code, found.value
    for name, value in fields.items():
        assert found.value.fields.get(name) == value, found.value.fields
    for word in words:
        assert word in str(found.value)
    assert str(found.value)

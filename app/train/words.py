"""Sentences of the library as HTML."""

from __future__ import annotations

import html
import re


def coded(sentence: str) -> str:
    """A sentence with its commands and options, which stand in backticks, as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(sentence))

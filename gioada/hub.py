"""Checkpoints on the Hugging Face Hub: ``owner/name[/folder][@revision]``, fetched and pushed.

Nothing but cards, READMEs and safetensors travels: no pickle and no program. Where the Hub is, who
one is there and where files are kept is huggingface_hub's: HF_ENDPOINT, HF_TOKEN, HF_HOME.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from gioada.errors import Problem

PATTERNS = ["checkpoint.json", "*/checkpoint.json", "*.safetensors", "README.md", "*/README.md"]
"""What is taken of a repository, and put there."""
_ADDRESS = re.compile(r"(\w[\w.-]*/\w[\w.-]*)((?:/\w[\w.-]*)*)(?:@([\w./-]+))?", re.ASCII)


class Found(NamedTuple):
    """A repository, or a folder of it, at a commit."""

    folder: Path
    """Where it lies in huggingface_hub's cache."""
    name: str
    """``owner/name[/folder]@commit``, the commit in full."""


def is_address(name: str | Path) -> bool:
    """Whether a name can be one of the Hub: it looks so, and no folder here begins like it."""
    text = str(name)
    return bool(_ADDRESS.fullmatch(text)) and not Path(text.partition("/")[0]).exists()


def fetch(name: str, *, only: str | None = None, **options: Any) -> Found:
    """What lies at an address of the Hub; only what the cache lacks is transferred.

    Args:
        name: ``owner/name[/folder][@revision]``; a revision is a branch, a tag or a commit.
        only: take this file alone.
        options: of ``huggingface_hub.snapshot_download``, such as local_files_only.

    Raises:
        Problem: ``hub.name``, ``hub.missing``, ``hub.revision``, ``hub.gated``, ``hub.refused``
            (the token), ``hub.unreachable`` (nor is it in the cache), or ``hub.failed``.
    """
    from huggingface_hub import snapshot_download

    found = _ADDRESS.fullmatch(name)
    if not found:
        what = "{name} is no address of the Hub: give owner/name, or owner/name@revision."
        raise Problem("hub.name", what, name=name)
    repository, folder, revision = found[1], found[2], found[3]
    wanted = [only] if only else PATTERNS
    with problems(repository, revision):
        root = snapshot_download(repository, revision=revision, allow_patterns=wanted, **options)
    root = Path(root)  # its name is the commit
    return Found(root / folder[1:], f"{repository}{folder}@{root.name}")


def push(folder: Path, repository: str, *, private: bool = False) -> str:
    """Put a checkpoint folder into a repository, which is made where there is none.

    Args:
        folder: the checkpoint folder.
        repository: ``owner/name``.
        private: of a repository that is made.

    Returns:
        ``owner/name@commit`` of what lies there now.

    Raises:
        Problem: as ``fetch``; ``hub.refused`` also where one may not write.
    """
    from huggingface_hub import HfApi

    with problems(repository):
        api = HfApi()
        made = api.create_repo(repository, private=private or None, exist_ok=True).repo_id
        told = f"Checkpoint {folder.resolve().name}"
        commit = api.upload_folder(
            repo_id=made, folder_path=folder, allow_patterns=PATTERNS, commit_message=told
        )
    return f"{made}@{commit.oid}"


@contextmanager
def problems(repository: str, revision: str | None = None) -> Iterator[None]:
    """Errors of huggingface_hub, and of what it is built on, as values; see ``fetch``."""
    try:
        yield
    except Problem:
        raise
    except Exception as error:  # of several libraries; without their reason nobody could help
        code, what = _kind(error)
        why = " ".join(f"{type(error).__name__}: {error}".split())
        fields: dict[str, Any] = {
            "repository": repository,
            "revision": revision or "main",
            "why": f"{why:.200}",
        }
        raise Problem(code, what, **fields) from error


def _kind(error: BaseException) -> tuple[str, str]:
    from huggingface_hub import errors

    # What was met on the way hides behind "not in the cache".
    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__:
        error = error.__cause__
    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else 0
    kinds: list[tuple[bool, str, str]] = [
        (
            isinstance(error, errors.HFValidationError),
            "hub.name",
            "{repository} is no name of a repository: give owner/name.",
        ),
        (
            isinstance(error, errors.GatedRepoError),
            "hub.gated",
            "{repository} asks for consent first: give it on its page of the Hub, then log in with "
            "`hf auth login`.",
        ),
        (
            isinstance(error, errors.RepositoryNotFoundError),
            "hub.missing",
            "The Hub has no {repository}, or keeps it private: check the name, or log in with `hf "
            "auth login`.",
        ),
        (
            isinstance(error, errors.RevisionNotFoundError),
            "hub.revision",
            "The Hub's {repository} has no revision {revision}: give a branch, a tag or a commit.",
        ),
        (
            isinstance(error, errors.LocalTokenNotFoundError) or status in (401, 403),
            "hub.refused",
            "The Hub refuses the token for {repository}: log in with `hf auth login`, with a token "
            "that may do this ({why}).",
        ),
        (
            # The client's own transport, whichever it is, has an error of this name.
            isinstance(error, errors.LocalEntryNotFoundError | ConnectionError | TimeoutError)
            or any(kind.__name__ == "TransportError" for kind in type(error).__mro__),
            "hub.unreachable",
            "The Hub cannot be reached, and its cache lacks {repository}: check the network, and "
            "HF_HUB_OFFLINE ({why}).",
        ),
    ]
    usual = ("hub.failed", "The Hub's {repository} cannot be used ({why}).")
    return next(((code, what) for holds, code, what in kinds if holds), usual)

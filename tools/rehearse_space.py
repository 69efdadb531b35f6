"""Lay out what a Hugging Face Space gets, start it there, and walk through the page.

    python tools/rehearse_space.py                  # a new environment from requirements.txt alone
    python tools/rehearse_space.py --keep FOLDER    # the same, kept there for the next time
    python tools/rehearse_space.py --venv .venv     # with an environment that is there

The tree is that of HEAD, read-only, with another home, as SPACE_ID, and without a network where
the system allows it (Linux, as root: namespaces of its own); else the Hub is switched off and
proxies lead nowhere, and the first line says so. Exits with 1 and a sentence for each problem.

Not rehearsed is what the platform adds where SYSTEM is "spaces": Gradio's header of a Space, which
asks huggingface.co and Google for itself and its fonts, and reloading, which needs ``spaces``.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from browser import ROOT, chromium, running, stand
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, TimeoutError

TABS = ("Predict", "Translate", "Train", "Figure", "Tables")
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
}


@dataclass(kw_only=True)
class Rehearsal:
    """What is rehearsed where, and what went wrong."""

    tree: Path
    python: Path
    home: Path
    pictures: Path
    problems: list[str] = field(default_factory=list)


def main() -> None:
    """Rehearse, in namespaces without network and with a read-only tree where that works."""
    options = _options()
    if options.room:
        sys.exit(_inside(options))
    with tempfile.TemporaryDirectory(prefix="gioada-space-") as folder:
        room = Path(folder)
        _tree(room / "app")
        venv = options.venv or _environment(options, room)
        (room / "home").mkdir()
        command = [sys.executable, __file__, "--room", room, "--venv", venv.absolute()]
        command += ["--pictures", options.pictures.absolute()]
        apart = ["unshare", "--net", "--mount"]
        if _works([*apart, "ip", "link", "set", "lo", "up"]):
            command = [*apart, *command, "--apart"]
        sys.exit(subprocess.run(command).returncode)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--venv", type=Path, help="an environment in place of a new one")
    what = "folder of environments, one for each requirements.txt"
    parser.add_argument("--keep", type=Path, help=what)
    what = "what makes the environment; a Space has Python 3.12"
    parser.add_argument("--python", default=sys.executable, help=what)
    what = "folder for screenshots and the page's log"
    parser.add_argument("--pictures", type=Path, default=Path("rehearsal"), help=what)
    parser.add_argument("--room", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True).returncode == 0


def _inside(options: argparse.Namespace) -> int:
    """What is done once the tree lies there; the exit status."""
    tree, home = options.room / "app", options.room / "home"
    python = options.venv / "bin" / "python"
    rehearsal = Rehearsal(tree=tree, python=python, home=home, pictures=options.pictures)
    rehearsal.pictures.mkdir(parents=True, exist_ok=True)
    _rehearse(rehearsal, _closed(rehearsal.tree) if options.apart else _locked(rehearsal.tree))
    for problem in rehearsal.problems:
        print(f"problem: {problem}")
    print(f"Screenshots and log: {rehearsal.pictures}")
    return int(bool(rehearsal.problems))


def _tree(target: Path) -> Path:
    """The files of HEAD, and nothing that only lies here; not writable."""
    packed = subprocess.run(
        ["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(target, filter="data")
    return target


def _environment(options: argparse.Namespace, room: Path) -> Path:
    """What a Space installs; takes minutes and the network, unless it was kept."""
    wanted = room / "app" / "requirements.txt"
    folder = room / "venv"
    if options.keep:
        folder = options.keep / hashlib.sha256(wanted.read_bytes()).hexdigest()[:12]
    command = [options.python, ROOT / "tools" / "environment.py", folder, wanted]
    subprocess.run(command, check=True)
    return folder


def _rehearse(rehearsal: Rehearsal, apart: bool) -> None:
    if apart:
        print("The tree is mounted read-only, and there is no network but loopback.", flush=True)
    else:
        print("No namespaces here: the tree's files are not writable, the Hub is off.", flush=True)
    before, log = _files(rehearsal.tree), rehearsal.pictures / "log.txt"
    where = rehearsal.python, rehearsal.tree, _environment_of(rehearsal, apart), log
    with running(*where) as address, chromium() as browser:
        _walk(rehearsal, browser, address)
    if "Traceback" in log.read_text():
        rehearsal.problems.append(f"The page's log has a traceback: {log}.")
    for path in sorted(_files(rehearsal.tree) - before):
        rehearsal.problems.append(f"The page wrote {path} into the tree.")


def _closed(tree: Path) -> bool:
    """Make the tree read-only and loopback work, in this process's own namespaces."""
    for command in (
        ["ip", "link", "set", "lo", "up"],
        ["mount", "--bind", tree, tree],
        ["mount", "-o", "remount,ro,bind", tree],
    ):
        subprocess.run(command, check=True)
    return True


def _locked(tree: Path) -> bool:
    """Take the right to write away, which is all that can be done without namespaces."""
    for path in [*tree.rglob("*"), tree]:
        path.chmod(path.stat().st_mode & ~0o222)
    return False


def _files(tree: Path) -> set[str]:
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}


def _environment_of(rehearsal: Rehearsal, apart: bool) -> dict[str, str]:
    """The variables of a page as a Space would start it."""
    names = ("PATH", "LANG", "OMP_NUM_THREADS")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    own = {"HOME": str(rehearsal.home), "SPACE_ID": "someone/gio-ada-explorer"}
    return {**kept, **({} if apart else OFFLINE), **own, "PYTHONUNBUFFERED": "1"}


def _walk(rehearsal: Rehearsal, browser: Browser, address: str) -> None:
    """Every tab, until its pictures stand; what the console says, and who was asked."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: rehearsal.problems.append(f"The page's script: {error}"))

    def logged(message: ConsoleMessage) -> None:
        if message.type == "error":
            rehearsal.problems.append(f"The console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            rehearsal.problems.append(f"The page asked another server: {request.url:.200}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            rehearsal.problems.append(f"{response.status} for {response.url:.200}")

    page.on("console", logged)
    page.on("request", asked)
    page.on("response", answered)
    page.goto(address)
    for tab in TABS:
        _look(rehearsal, page, tab)
    page.close()


def _look(rehearsal: Rehearsal, page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab, exact=True).click()
    try:
        stand(page)
    except TimeoutError:
        rehearsal.problems.append(f"The tab {tab} was not filled within two minutes.")
    page.screenshot(path=rehearsal.pictures / f"{tab.lower()}.png", full_page=True)
    for text in page.locator(".problem li:visible, .toast-body.error").all_inner_texts():
        print(f"{tab} says: {text}")


if __name__ == "__main__":
    main()

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from browser import CHROMIUM_ARGUMENTS, find_chromium, free_port, stand, wait
from playwright.sync_api import Browser, Page, Request, Response, TimeoutError, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
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
        command = [sys.executable, __file__, "--room", room, "--venv", venv.absolute(),
                   "--pictures", options.pictures.absolute()]  # fmt: skip
        apart = ["unshare", "--net", "--mount"]
        if _works([*apart, "ip", "link", "set", "lo", "up"]):
            command = [*apart, *command, "--apart"]
        sys.exit(subprocess.run(command).returncode)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--venv", type=Path, help="an environment in place of a new one")
    parser.add_argument("--keep", type=Path,
                        help="folder of environments, one for each requirements.txt")  # fmt: skip
    parser.add_argument("--python", default=sys.executable,
                        help="what makes the environment; a Space has Python 3.12")  # fmt: skip
    parser.add_argument("--pictures", type=Path, default=Path("rehearsal"),
                        help="folder for screenshots and the page's log")  # fmt: skip
    parser.add_argument("--room", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--apart", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _works(command: list[str]) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True).returncode == 0


def _inside(options: argparse.Namespace) -> int:
    """What is done once the tree lies there; the exit status."""
    rehearsal = Rehearsal(
        tree=options.room / "app", python=options.venv / "bin" / "python",
        home=options.room / "home", pictures=options.pictures,
    )  # fmt: skip
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
    print("The tree is mounted read-only, and there is no network but loopback." if apart else
          "No namespaces here: the tree's files are not writable, the Hub is off, and proxies "
          "lead nowhere.", flush=True)  # fmt: skip
    before = _files(rehearsal.tree)
    with _served(rehearsal, apart) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS)
        )
        _walk(rehearsal, browser, address)
        browser.close()
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


@contextmanager
def _served(rehearsal: Rehearsal, apart: bool) -> Iterator[str]:
    """The address of the page, as a Space would start it."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "OMP_NUM_THREADS")
            if name in os.environ}  # fmt: skip
    environment = {
        **kept,
        **({} if apart else OFFLINE),
        "HOME": str(rehearsal.home),
        "SPACE_ID": "someone/gio-ada-explorer",
        "GRADIO_SERVER_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }
    log = rehearsal.pictures / "log.txt"
    with log.open("w") as said:
        server = subprocess.Popen([rehearsal.python, "app.py"], cwd=rehearsal.tree,
                                  env=environment, stdout=said, stderr=said)  # fmt: skip
        try:
            wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)
    if "Traceback" in log.read_text():
        rehearsal.problems.append(f"The page's log has a traceback: {log}.")


def _walk(rehearsal: Rehearsal, browser: Browser, address: str) -> None:
    """Every tab, until its pictures stand; what the console says, and who was asked."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.on("pageerror", lambda error: rehearsal.problems.append(f"The page's script: {error}"))
    page.on("console", lambda said: rehearsal.problems.append(f"The console: {said.text}")
            if said.type == "error" else None)  # fmt: skip

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:", "blob:")):
            rehearsal.problems.append(f"The page asked another server: {request.url:.200}")

    def answered(response: Response) -> None:
        if response.status >= 400:
            rehearsal.problems.append(f"{response.status} for {response.url:.200}")

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
    for said in page.locator(".problem li:visible, .toast-body.error").all_inner_texts():
        print(f"{tab} says: {said}")


if __name__ == "__main__":
    main()

"""Make a virtual environment that holds exactly what a requirements file asks for.

    python3 tools/environment.py .venv requirements.txt

The second call with unchanged requirements does nothing and takes no time. An installation that
was killed half-way leaves a marker behind, and the next call starts it afresh, because pip cannot
tell a half-copied package from a whole one.

Only the standard library is used, and nothing above the version check needs a recent Python, so
that an old interpreter is told what is wrong instead of stopping at a syntax error.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NoReturn  # noqa: UP035  (older Pythons must reach their error)

try:
    import fcntl
except ImportError:  # Windows: two installations at once are not kept apart
    fcntl = None

OLDEST = (3, 11)
LOCK = ".lock"


def _stop(message: str) -> NoReturn:
    sys.exit("error: " + message)


if sys.version_info < OLDEST:
    _stop(
        "this is Python %d.%d (%s), and Python %d.%d or newer is needed. "  # noqa: UP031
        "Name another interpreter: make app PYTHON=python3.12"
        % (sys.version_info[0], sys.version_info[1], sys.executable, OLDEST[0], OLDEST[1])
    )


def requirement_files(path: Path) -> list[Path]:
    """Return the file and every file that it includes with ``-r``, itself last.

    Raises ValueError when one of them does not exist.
    """
    if not path.is_file():
        raise ValueError(f"there is no requirements file {path}; run this in the project's root.")
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += requirement_files(path.parent / line[3:].strip())
    return [*found, path]


def digest(path: Path) -> str:
    """Return the SHA-256 of a requirements file together with the files that it includes."""
    total = hashlib.sha256()
    for file in requirement_files(path):
        total.update(file.read_bytes())
    return total.hexdigest()


class Environment:
    """A virtual environment and the two small files that say how far its installation got."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.installed = root / ".installed.json"
        self.installing = root / ".installing"
        folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = root / folder / name

    def holds(self, path: Path) -> bool:
        """Return whether the installation of this requirements file was finished."""
        if self.installing.exists() or not (self.python.exists() and self.installed.is_file()):
            return False
        try:
            done = json.loads(self.installed.read_text(encoding="utf-8"))
        except ValueError:
            return False
        return done.get(path.name) == digest(path)

    def record(self, path: Path) -> None:
        """Write down that this requirements file, and all that it includes, is installed."""
        done = {file.name: digest(file) for file in requirement_files(path)}
        part = self.installed.with_suffix(".part")
        part.write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
        part.replace(self.installed)

    def run(self, *arguments: str) -> int:
        """Run the environment's interpreter and return its exit status."""
        return subprocess.call([os.fspath(self.python), *arguments])


@contextmanager
def alone(environment: Environment) -> Iterator[None]:
    """Let one process at a time install; the system frees the lock of a process that died."""
    environment.root.mkdir(parents=True, exist_ok=True)
    with (environment.root / LOCK).open("a") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"Waiting for another installation into {environment.root}", flush=True)
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def create(environment: Environment) -> None:
    """Replace what is in the folder by a new, empty environment, or stop with the reason."""
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        _stop(
            f"the Python at {sys.executable} has no venv module. On Debian and Ubuntu: "
            "apt-get install python3-venv"
        )
    print(f"Creating the environment {environment.root}", flush=True)
    for child in environment.root.iterdir():
        if child.is_dir() and not child.is_symlink():
            shutil.rmtree(child)
        elif child.name != LOCK:
            child.unlink()
    venv.create(environment.root, with_pip=True, symlinks=os.name != "nt")


def install(environment: Environment, path: Path) -> None:
    """Bring the environment up to the requirements file, or stop with a message."""
    cut_off = environment.installing.exists()
    if cut_off:
        print("The last installation did not come to its end; starting afresh.", flush=True)
    if cut_off or not environment.python.exists():
        create(environment)
    environment.installing.touch()
    print(f"Installing {path.name} (the first time, PyTorch takes some minutes)", flush=True)
    pip = ["-m", "pip", "install", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        pip.append("--quiet")  # in a log the progress bars are noise; at a terminal they are not
    if environment.run(*pip, "--requirement", os.fspath(path)):
        _stop(f"pip could not install {path.name}; its own message stands above.")
    if environment.run("-c", "import torchvision"):
        _stop(
            "torch and torchvision do not fit together: they come from different indexes (a CPU "
            "build of one beside a CUDA build of the other). Remove the environment, let pip take "
            "both from one index, and try again."
        )
    environment.record(path)
    environment.installing.unlink()


def main(arguments: list[str]) -> None:
    """Make sure that the environment named first holds the requirements file named second."""
    if len(arguments) != 2:
        _stop("usage: python3 tools/environment.py FOLDER REQUIREMENTS")
    environment, path = Environment(Path(arguments[0])), Path(arguments[1])
    try:
        if environment.holds(path):
            return
        requirement_files(path)
        with alone(environment):
            if not environment.holds(path):
                install(environment, path)
    except ValueError as problem:
        _stop(str(problem))


if __name__ == "__main__":
    main(sys.argv[1:])

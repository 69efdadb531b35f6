"""Start the page: ``python app.py``, or ``make app``. A Hugging Face Space runs this file too."""

from __future__ import annotations

import argparse
import os

from app import page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, help="TCP port; the first free one from 7860 on")
    parser.add_argument("--checkpoints", help="folder of checkpoints instead of checkpoints/")
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    options = parser.parse_args()
    if options.checkpoints:
        os.environ["GIOADA_CHECKPOINTS"] = options.checkpoints
    built = page.build()
    try:
        page.launch(
            built, server_port=options.port, inbrowser=options.open, prevent_thread_lock=True
        )
    except OSError as error:  # of Gradio, whose sentence names the ports
        raise SystemExit(f"The page cannot be served. {error}") from error
    page.warm()
    built.block_thread()


if __name__ == "__main__":
    main()

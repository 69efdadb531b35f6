"""Print how many controls and words each tab shows at first: ``python tools/count_controls.py``.

A control is whatever a person may press, fill in or choose from; pictures that take keys are among
them. A word is what stands between two spaces and has a letter or a digit. Folds stay as they open;
the head of the page and its foot, which all tabs share, are not counted.
"""

from __future__ import annotations

import argparse

from browser import chromium, open_tab, served

COUNT = r"""() => {
  const panel = [...document.querySelectorAll("[role=tabpanel]")].find((each) => each.offsetParent);
  const seen = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const kinds = "a[href], button, input:not([type=file], [type=hidden]), select, textarea, " +
    "summary, canvas, [role=button], [role=slider]";
  const nodes = [...panel.querySelectorAll(kinds)].filter(seen)
    .filter((node) => !node.parentElement.closest(kinds));
  const words = panel.innerText.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const name = (node) => node.getAttribute("aria-label") ?? node.title ?? "";
  return { words: words.length, controls: nodes.map((node) =>
    `${node.tagName.toLowerCase()} ${(node.innerText || name(node)).slice(0, 40)}`) };
}"""


def main() -> None:
    """Open each tab and print a line for it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", 1)[0])
    every = ["predict", "translate", "train", "figure", "tables"]
    parser.add_argument("--tabs", nargs="+", default=every)
    parser.add_argument("--size", default="1440x900", help="of the window, in pixels")
    parser.add_argument("--list", action="store_true", help="name the controls as well")
    options = parser.parse_args()
    width, height = (int(side) for side in options.size.split("x"))
    with served() as address, chromium() as browser:
        page = browser.new_page(viewport={"width": width, "height": height})
        for tab in options.tabs:
            open_tab(page, address, tab)
            found = page.evaluate(COUNT)
            print(f"{tab:10} {len(found['controls']):3} controls, {found['words']:4} words")
            for control in found["controls"] if options.list else ():
                print("   ", " ".join(control.split()))


if __name__ == "__main__":
    main()

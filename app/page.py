"""The page: its head, its tabs, and how it is started."""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Callable, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, get_type_hints

import gradio as gr
from gradio import themes

from app import files, kept, memory, networks, remembered, space
from app.figure import endpoint as figures
from app.figure import layout as figure
from app.folders import endpoint as jobs
from app.folders import layout as folders
from app.predict import endpoint as predictions
from app.predict import layout as predict
from app.tab import ACT, NETWORK, PRIVATE, QUIET, Opening, Tab, plain_errors
from app.tables import layout as tables
from app.train import endpoint as runs
from app.train import layout as train
from app.translate import endpoint as translations
from app.translate import layout as translate
from app.wall import layout as wall

HERE = Path(__file__).resolve().parent
NAME = "GIO-Ada Explorer"
TABS: dict[str, Callable[[kept.Basket], Tab]] = {
    "Predict": predict.build,
    "Translate": translate.build,
    "Folders": folders.build,
    "Train": train.build,
    "Figure": figure.build,
    "Tables": tables.build,
}
"""By their titles, in their order."""
ENDPOINTS: dict[str, Callable[..., Any]] = {
    "predict": predictions.predict,
    "compare": predictions.compare,
    "translate": translations.translate,
    "figure": figures.figure,
    "runs": runs.runs,
    "start_folder": jobs.start_folder,
    "folders": jobs.folders,
    "stop_folder": jobs.stop_folder,
    "folder_result": jobs.folder_result,
}
"""Offered to programs, by their names."""
RETURNS = {
    "predict": ("label map", "depth map", "overlay", "report"),
    "compare": ("label maps", "depth maps", "report"),
    "translate": ("translation", "report"),
    "figure": ("figure",),
    "runs": ("runs",),
    "start_folder": ("job",),
    "folders": ("jobs",),
    "folder_result": ("files", "report"),
    "stop_folder": ("job",),
}
"""What an endpoint's answers are called in its description."""
KEPT, KEPT_ON_SPACE = (3600, 86400), (600, 3600)
"""Every so many seconds, what was sent or given out longer ago than so many seconds is removed."""
_REMEMBER = """() => {
  const address = new URL(window.location);
  // The first tab is selected while the page is built, which says nothing about what was asked for.
  if (!window.gioadaOpened) return;
  address.searchParams.set("tab", TAB);
  // The run that is looked at belongs to the tab Train.
  if (TAB !== "train") address.searchParams.delete("run");
  history.replaceState(history.state, "", address);
}"""
_OPENED = "() => { window.gioadaOpened = true; }"

CROWD = 100
"""People who may wait for networks at once; others are asked to come again."""

PAPER = "https://arxiv.org/abs/1812.05040"
HEADER = f"""<header><h1>{NAME}</h1>
<p>Networks that learn from rendered streets and read photographs: see what adaptation changes.
<a href="{PAPER}" target="_blank" rel="noopener">The paper</a></p>
<p class="device" title="What networks run on">DEVICE</p></header>"""


def build() -> gr.Blocks:
    """The page: its tabs, of which the first three show an example at opening."""
    files.guard()
    with gr.Blocks(
        title=NAME,
        analytics_enabled=False,
        delete_cache=KEPT_ON_SPACE if space.on_space() else KEPT,
        fill_width=True,
    ) as page:
        # First, as handlers of the tabs, which nobody else can call, take the same names.
        for name, endpoint in ENDPOINTS.items():
            _offer(page, name, endpoint)
        basket, state = kept.basket(), remembered.memory()
        head = gr.HTML(header(""), elem_id="head")
        with gr.Tabs() as tabs:
            built = [_tab(title, build_tab, basket) for title, build_tab in TABS.items()]
        places = [place for place, _ in built]
        for place, tab in built:
            others = [other for other in places if other is not place]
            seen = page.load if place is places[0] else _first_seen(place)
            tab.open(Opening(first_seen=seen, tabs=tabs, mine=place, others=others, state=state))
        _address(page, tabs, places)
        page.load(lambda: header(networks.device_words()), None, head, **ACT)
    return page.queue(max_size=CROWD, default_concurrency_limit=2)


def _first_seen(tab: gr.Tab) -> Callable[..., Any]:
    """The event that a tab is selected for the first time."""
    seen = gr.State(False)
    # Queued, as other events do not tell the page that a state has changed.
    tab.select(lambda: True, None, seen, concurrency_limit=None, **ACT)
    return seen.change


def _offer(page: gr.Blocks, name: str, endpoint: Callable[..., Any]) -> None:
    """Offer a function to programs under a name; they wait where networks run."""
    # gr.api reads the annotations as they stand: a string would make one output of several.
    endpoint.__annotations__.update(get_type_hints(endpoint))
    waits = {} if name == "runs" or "folder" in name else NETWORK
    gr.api(plain_errors(endpoint), api_name=name, **waits)  # pyright: ignore[reportPrivateImportUsage]
    offered = next(each for each in page.fns.values() if each.api_name == name)
    # Gradio calls them 1st, 2nd and so on.
    for given, label in zip(offered.inputs, signature(endpoint).parameters, strict=True):
        given.label = label  # pyright: ignore[reportAttributeAccessIssue]
    for given, label in zip(offered.outputs, RETURNS.get(name, ()), strict=False):
        given.label = label  # pyright: ignore[reportAttributeAccessIssue]


def _tab(
    title: str, build_tab: Callable[[kept.Basket], Tab], basket: kept.Basket
) -> tuple[gr.Tab, Tab]:
    with gr.Tab(title, id=title.lower()) as place:
        return place, build_tab(basket)


def _address(page: gr.Blocks, tabs: gr.Tabs, shown: Sequence[gr.Tab]) -> None:
    """Open the tab that the address names, and let the address name the tab that is open.

    Args:
        page: its opening selects the tab.
        tabs: holds them.
        shown: the tabs, each with the id that stands in the address.
    """
    known = [tab.id for tab in shown]

    def opened(request: gr.Request) -> Any:
        asked = request.query_params.get("tab")
        return gr.Tabs(selected=asked) if asked in known else gr.skip()

    page.load(opened, None, tabs, **QUIET).then(None, None, None, js=_OPENED, **PRIVATE)
    for tab in shown:
        tab.select(None, None, None, js=_REMEMBER.replace("TAB", json.dumps(tab.id)), **PRIVATE)


def header(chip: str) -> str:
    """The head of the page as HTML, with what networks run on."""
    return HEADER.replace("DEVICE", html.escape(chip))


def launch(page: gr.Blocks, **options: Any) -> Any:
    """Serve the page; on a Space to everybody, else to this machine alone."""
    memory.watch()
    on_space = space.on_space()
    settings = {
        "server_name": "0.0.0.0" if on_space else "127.0.0.1",
        "max_file_size": "32mb",
        "state_session_capacity": 200,
        "show_error": not on_space,
        "theme": _theme(),
        "css_paths": sorted(HERE.rglob("*.css")),
        "head": _head(),
        # Gradio asks itself for the page, and gives up where a busy machine takes over 3 s for it.
        "_frontend": False,
        "footer_links": ["api", "settings"],
    }
    return page.launch(**{**settings, **options})


def _head() -> str:
    early = "".join(
        f'<link rel="preload" as="fetch" crossorigin="anonymous" href="{address}">'
        for address in wall.FIRST
    )
    return f"{early}<script>{(HERE / 'page.js').read_text(encoding='utf-8')}</script>"


def _theme() -> themes.Base:
    # Bold in place of the default's semi-bold, whose file lacks letters (i, for one) in 6.31.
    return themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=[themes.LocalFont("Source Sans Pro", (400, 700)), "system-ui", "sans-serif"],
    ).set(
        # Circles and boxes to tick of 3 and more to what is round them; by default 1.5.
        checkbox_border_color="*neutral_500",
        checkbox_border_color_dark="*neutral_400",
        # A contrast of 4.5 and more; the default's grey has 2.6, its blue under white 3.7.
        body_text_color_subdued="*neutral_500",
        link_text_color_dark="*primary_400",
        link_text_color_hover_dark="*primary_300",
        link_text_color_visited_dark="*primary_400",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_700",
    )


def warm() -> None:
    """Import torch in the background, so that the first click need not wait for it."""
    threading.Thread(target=_import_networks, name="warm", daemon=True).start()


def _import_networks() -> None:
    import gioada.evaluation.consistency
    import gioada.evaluation.scores
    import gioada.inference.frame_translator  # noqa: F401

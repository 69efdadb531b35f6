"""The page: its head, its tabs, and how it is started."""

from __future__ import annotations

import html
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from gradio import themes

from app import address, device, kept, remembered, space, uploads
from app.compare import layout as compare
from app.figure import layout as figure
from app.predict import layout as predict
from app.tab import Tab
from app.tables import layout as tables
from app.train import endpoint as runs
from app.train import layout as train
from app.translate import endpoint as translations
from app.translate import layout as translate

HERE = Path(__file__).resolve().parent
NAME = "GIO-Ada Explorer"
TABS: dict[str, Callable[[kept.Basket], Any]] = {
    "Translate": translate.build,
    "Predict": predict.build,
    "Compare": compare.build,
    "Train": lambda _: train.build(),
    "Figure": figure.build,
    "Tables": lambda _: tables.build(),
}
PAPER = "https://arxiv.org/abs/1812.05040"
HEADER = f"""<header><h1>{NAME}</h1>
<p>See what a renderer's depth and labels do for networks that learn streets from rendered images
and are used on photographs.
<a href="{PAPER}" target="_blank" rel="noopener">The paper</a></p>
<p class="device" title="What networks run on">DEVICE</p></header>"""


def build() -> gr.Blocks:
    """The page: its tabs, of which the first three show an example at opening."""
    uploads.fetch_nothing()
    with gr.Blocks(
        title=NAME,
        analytics_enabled=False,
        delete_cache=(3600, 86400),
        fill_width=True,
    ) as page:
        # First, as handlers of the tabs, which nobody else can call, take the same names.
        for endpoint in (translations, runs):
            endpoint.register()
        basket, state = kept.basket(), remembered.memory()
        head = gr.HTML(header(""), elem_id="head")
        with gr.Tabs() as tabs:
            built = [_tab(title, build_tab, basket) for title, build_tab in TABS.items()]
        places = [place for place, _ in built]
        for place, tab in built:
            if isinstance(tab, Tab):
                tab.open(page, remembered.Memory(state=state, tab=str(place.id)))
            else:
                tab.open(page)
            if isinstance(tab, train.Training):
                tab.watch(place, [other for other in places if other is not place])
        address.follow(page, tabs, places)
        page.load(lambda: header(device.chip()), None, head, api_visibility="private",
                  show_progress="hidden")  # fmt: skip
    return page.queue(max_size=16, default_concurrency_limit=2)


def _tab(
    title: str, build_tab: Callable[[kept.Basket], Any], basket: kept.Basket
) -> tuple[gr.Tab, Any]:
    with gr.Tab(title, id=title.lower()) as place:
        return place, build_tab(basket)


def header(chip: str) -> str:
    """The head of the page as HTML, with what networks run on."""
    return HEADER.replace("DEVICE", html.escape(chip))


def launch(page: gr.Blocks, **options: Any) -> Any:
    """Serve the page; on a Space to everybody, else to this machine alone."""
    on_space = space.on_space()
    settings = {
        "server_name": "0.0.0.0" if on_space else "127.0.0.1",
        "max_file_size": "32mb",
        "state_session_capacity": 200,
        "show_error": not on_space,
        "theme": _theme(),
        "css_paths": sorted(HERE.rglob("*.css")),
        "head": f"<script>{(HERE / 'page.js').read_text(encoding='utf-8')}</script>",
        "footer_links": ["api", "settings"],
    }
    return page.launch(**{**settings, **options})


def _theme() -> themes.Base:
    # Bold in place of the default's semi-bold, whose file lacks letters (i, for one) in 6.31.
    return themes.Default(
        primary_hue="blue",
        neutral_hue="slate",
        font=[themes.LocalFont("Source Sans Pro", (400, 700)), "system-ui", "sans-serif"],
    ).set(
        # A contrast of 4.5 and more; the default's grey has 2.6, its blue under white 3.7.
        body_text_color_subdued="*neutral_500",
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
    import gioada.evaluation.segmentation
    import gioada.inference.stylist  # noqa: F401

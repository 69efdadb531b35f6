// The wall itself: what it shows now, and what happens when Python sends another value.
const STORED = "gioada-wall";
const settings = { opacity: 0.55, palette: "own", range: "fixed", view: "each", mode: "beside",
  tuned: false };

// Asked again whenever something is shown, as the walls of other tabs share the settings.
function recall() {
  try {
    const { opacity, palette: colours, range, mode } = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    if (opacity >= 0 && opacity <= 1) settings.opacity = opacity;
    if (colours === "safe" || colours === "own") settings.palette = colours;
    if (range === "auto" || range === "fixed") settings.range = range;
    if (mode === "slider" || mode === "beside") settings.mode = mode;
  } catch { /* storage is forbidden or holds something else: the defaults will do */ }
}

function keep() {
  const { opacity, palette: colours, range, mode } = settings;
  try { localStorage.setItem(STORED, JSON.stringify({ opacity, palette: colours, range, mode })); } catch { /* as above */ }
}

const root = element.querySelector(".wall");
const parts = { root, place: make("output", "place"), legend: root.querySelector(".legend:not(.marks)"),
  marks: root.querySelector(".legend.marks"),
  ...Object.fromEntries(["bar", "panes", "scale", "readout", "spoken", "reduced", "keys"]
    .map((name) => [name, root.querySelector(`.${name}`)])) };
const hidden = new Set(), hiddenMarks = new Set(), zoom = { scale: 1, x: 0, y: 0 };
let wall = null, panes = [], cursor = null, front = null, before = null, under = 0, region = -1;
let turn = 0, edge = 0.5, pointing = false;

// What the page was built with; the page goes on to ask for more once this is drawn.
async function fetched(address) {
  let asked = false;
  const ask = () => { if (!asked) trigger("submit"); asked = true; };
  setTimeout(ask, 5000);  // where nothing came
  const found = await (await fetch(address)).json();
  setTimeout(ask, 100);
  return found;
}

async function show(text) {
  const mine = ++turn;
  recall();
  if (!text) { root.hidden = true; wall = null; panes = []; return; }
  let next = JSON.parse(text);
  if (next.at) next = await fetched(next.at);
  const read = await Promise.all(next.panes.map((pane) => decoded(next, pane)));
  if (mine !== turn) return;  // another value came meanwhile
  next.arrays = next.read = null;
  adopt(next, read);
  refresh();
  root.dataset.shown = String(mine);  // for who waits until it stands
  root.closest(".result")?.classList.remove("stale");
}

// Zoom, cursor, hidden classes and chosen views stay, as far as they still mean the same.
function adopt(next, read) {
  if (!wall || wall.width !== next.width || wall.height !== next.height) {
    zoom.scale = 1;
    cursor = null;
  }
  if (!wall || wall.space !== next.space) hidden.clear();
  const names = (marks) => marks.map((mark) => mark.name).join();
  if (!wall || names(wall.marks) !== names(next.marks)) hiddenMarks.clear();
  const chosen = new Map(panes.map((pane) => [pane.title, pane.shown === pane.view ? null : pane.shown]));
  wall = next;
  panes = read.map((pane) => ({ ...pane, counts: counted(pane.classes, next.names.length),
    markCounts: counted(pane.marks, next.marks.length + 1),
    shown: chosen.get(pane.title) ?? pane.view }));
  region = -1;
  if (front !== null && !panes[front]) front = null;
  if (settings.mode === "slider" && panes.length > 1) front ??= wall.pair[1];
}

function refresh() {
  const held = [...parts.panes.querySelectorAll("canvas")].indexOf(document.activeElement);
  const [width, height] = wall.original;
  place("");
  root.hidden = false;
  parts.reduced.textContent = width === wall.width ? ""
    : `Shown with ${wall.width} x ${wall.height} of ${width} x ${height} pixels.`;
  parts.panes.replaceChildren(...panes.map(addPane));
  panes.forEach(listen);
  panes[held]?.canvas.focus({ preventScroll: true });
  refreshBar();
  arrange();
  refreshLegends();
  refreshScale();
  clampZoom();
  tell();
}

let room = 0;
new ResizeObserver(() => {
  const opened = room === 0;
  room = parts.panes.clientWidth;
  if (!wall || !room) return;
  if (opened) {
    recall();
    refreshBar();
    refreshLegends();
    refreshScale();
    repaint();
  }
  arrange();
  later();
}).observe(parts.panes);
document.addEventListener("keydown", pressed);
watch("value", () => show(props.value));
show(props.value);

// The wall itself: what it shows now, and what happens when Python sends another value.
const STORED = "gioada-wall";
const settings = { opacity: 0.55, palette: "own", range: "fixed", view: "each" };
try {
  const { opacity, palette: colours, range } = JSON.parse(localStorage.getItem(STORED) ?? "{}");
  if (opacity >= 0 && opacity <= 1) settings.opacity = opacity;
  if (colours === "safe") settings.palette = colours;
  if (range === "auto") settings.range = range;
} catch { /* storage is forbidden or holds something else: the defaults will do */ }

function keep() {
  const { opacity, palette: colours, range } = settings;
  try { localStorage.setItem(STORED, JSON.stringify({ opacity, palette: colours, range })); } catch { /* as above */ }
}

const root = element.querySelector(".wall");
const parts = { root, place: make("output", "place"),
  ...Object.fromEntries(["bar", "panes", "scale", "told"].map((name) => [name, root.querySelector(`.${name}`)])),
  legend: root.querySelector(".legend:not(.marks)"), marks: root.querySelector(".legend.marks") };
const hidden = new Set(), hiddenMarks = new Set(), zoom = { scale: 1, x: 0, y: 0 };
let wall = null, panes = [], cursor = null, front = null, before = null, under = 0, region = -1;
let turn = 0;

async function show(text) {
  const mine = ++turn;
  if (!text) { root.hidden = true; wall = null; panes = []; return; }
  const next = JSON.parse(text);
  const read = await Promise.all(next.panes.map((pane) => decoded(next, pane)));
  if (mine !== turn) return;  // another value came meanwhile
  const same = wall && wall.width === next.width && wall.height === next.height;
  const sameSpace = wall && wall.space === next.space;
  // What the visitor chose for a pane stays while panes of that title come again.
  const chosen = new Map(panes.map((pane) => [pane.title, pane.shown === pane.view ? null : pane.shown]));
  wall = next;
  panes = read.map((pane) => ({ ...pane, counts: countClasses(pane, next.names.length),
    shown: chosen.get(pane.title) ?? pane.view }));
  region = -1;
  place("");
  if (!same) { zoom.scale = 1; cursor = null; }
  if (!sameSpace) hidden.clear();
  if (front !== null && !panes[front]) front = null;
  root.hidden = false;
  parts.panes.replaceChildren(...panes.map(addPane));
  panes.forEach(listen);
  refreshBar();
  arrange();
  refreshLegends();
  refreshScale();
  clampZoom();
  tell();
  root.dataset.shown = String(mine);  // for who waits until it stands
}

new ResizeObserver(() => { if (wall) { arrange(); later(); } }).observe(parts.panes);
document.addEventListener("keydown", pressed);
watch("value", () => show(props.value));
show(props.value);

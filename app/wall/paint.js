// One pane's pixels as they are to be seen; nothing is asked of the server.
const IGNORED = [128, 128, 128], HATCH = [90, 90, 90];
const VOID = 255, HATCHED = 256, UNKNOWN = 256, ENTRIES = 257;
// From rendered to photographed: ColorBrewer's PuOr, which every eye tells apart.
const BELIEF = [[230, 97, 1], [247, 247, 247], [94, 60, 153]];

function palette() {
  return settings.palette === "safe" ? wall.safe : wall.colours;
}

// The far end of the depth colours, one for all panes: two maps compare only on one scale.
function depthTop() {
  if (settings.range !== "auto") return wall.far;
  if (wall.top === undefined) {
    const known = [];
    for (const pane of panes) {
      if (!pane.has.depth) continue;
      for (let i = 0; i < pane.metres.length; i += 7) {
        if (pane.metres[i] < wall.far) known.push(pane.metres[i]);
      }
    }
    known.sort((a, b) => a - b);
    const last = known[Math.floor(0.98 * (known.length - 1))];
    wall.top = known.length ? Math.max(2, Math.ceil(last)) : wall.far;
  }
  return wall.top;
}

function depthStep(metres, top) {
  if (Number.isNaN(metres)) return UNKNOWN;
  return Math.round(255 * (1 - Math.sqrt(Math.min(Math.max(metres, 0), top) / top)));
}

function depthSteps(pane) {
  const top = depthTop();
  if (pane.stepsTop !== top) {
    pane.steps = Uint16Array.from(pane.metres, (metres) => depthStep(metres, top));
    pane.stepsTop = top;
  }
  return pane.steps;
}

function hatched(pane) {
  pane.hatched ??= Uint16Array.from(pane.classes, (label, i) => {
    const stripe = ((i % wall.width) + Math.floor(i / wall.width)) % 6 < 2;
    return label === VOID && stripe ? HATCHED : label;
  });
  return pane.hatched;
}

// entry -> [colour, share of it], or null for nothing on the picture
function table(entry) {
  const colours = new Uint8Array(3 * ENTRIES), shares = new Float32Array(ENTRIES);
  for (let k = 0; k < ENTRIES; k++) {
    const found = entry(k);
    if (found) { colours.set(found[0], 3 * k); shares[k] = found[1]; }
  }
  return { colours, shares };
}

function mixed(stops, share) {
  const at = share * (stops.length - 1), low = Math.min(Math.floor(at), stops.length - 2);
  return stops[low].map((value, c) => Math.round(value + (stops[low + 1][c] - value) * (at - low)));
}

function classEntry(label) {
  return label < wall.names.length && !hidden.has(label) ? palette()[label] : null;
}

// Per view: which entry of a table each pixel takes, and that table.
const LAYERS = {
  overlay: [(pane) => pane.classes, (k) => classEntry(k) && [classEntry(k), settings.opacity]],
  labels: [hatched, (k) => (k === VOID ? [HATCH, 1] : k === HATCHED ? [IGNORED, 1]
    : classEntry(k) && [classEntry(k), 1])],
  depth: [depthSteps, (k) => [wall.depths[k] ?? IGNORED, 1]],
  confidence: [(pane) => pane.shares, (k) => [[k, k, k], 1]],
  belief: [(pane) => pane.beliefs, (k) => [mixed(BELIEF, Math.min(k, 255) / 255), 0.7]],
  marks: [(pane) => pane.marks, (k) =>
    (k > 0 && k <= wall.marks.length && !hiddenMarks.has(k) ? [wall.marks[k - 1].colour, 0.85] : null)],
};

// Marks, beliefs and switched-off classes are read better on a paler picture.
const PALE = new Set(["marks", "labels", "belief"]);

function viewOf(pane) {
  const wanted = settings.view === "each" ? pane.shown : settings.view;
  return has(pane, wanted) ? wanted : "picture";
}

function paint(pane) {
  const view = viewOf(pane), image = new ImageData(wall.width, wall.height);
  if (view === "picture") image.data.set(pane.picture);
  else blend(image.data, pane, LAYERS[view], PALE.has(view));
  pane.painted ??= new OffscreenCanvas(wall.width, wall.height);
  pane.painted.getContext("2d").putImageData(image, 0, 0);
  pane.stale = false;
}

function blend(out, pane, [entriesOf, entry], pale) {
  const { picture } = pane, entries = entriesOf(pane), { colours, shares } = table(entry);
  for (let i = 0, at = 0; at < out.length; i++, at += 4) {
    const k = entries[i], share = shares[k];
    const grey = pale && share < 1 ? (picture[at] + picture[at + 1] + picture[at + 2]) / 6 + 60 : 0;
    for (let c = 0; c < 3; c++) {
      const under = pale ? grey : picture[at + c];
      out[at + c] = under + (colours[3 * k + c] - under) * share;
    }
    out[at + 3] = 255;
  }
}

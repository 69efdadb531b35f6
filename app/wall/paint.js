// One pane's pixels as they are to be seen; nothing is asked of the server.
const IGNORED = [128, 128, 128];

function palette() {
  return settings.palette === "safe" ? wall.safe : wall.colours;
}

function depthColour(metres, top) {
  if (Number.isNaN(metres)) return IGNORED;
  const share = 1 - Math.sqrt(Math.min(Math.max(metres, 0), top) / top);
  return wall.depths[Math.round(share * 255)];
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

function hatched(i) {
  return ((i % wall.width) + Math.floor(i / wall.width)) % 6 < 2;
}

// Per view: the colour that lies on pixel i, or null, and how much of it.
const LAYERS = {
  picture: () => null,
  overlay: (pane, i) => {
    const label = pane.classes[i];
    return label === 255 || hidden.has(label) ? null : [palette()[label], settings.opacity];
  },
  labels: (pane, i) => {
    const label = pane.classes[i];
    if (label === 255) return [hatched(i) ? IGNORED : [90, 90, 90], 1];
    return hidden.has(label) ? null : [palette()[label], 1];
  },
  depth: (pane, i) => [depthColour(pane.metres[i], depthTop()), 1],
  confidence: (pane, i) => [[pane.shares[i], pane.shares[i], pane.shares[i]], 1],
  marks: (pane, i) => {
    const mark = pane.marks[i];
    return mark && !hiddenMarks.has(mark) ? [wall.marks[mark - 1].colour, 0.85] : null;
  },
};

function viewOf(pane) {
  const wanted = settings.view === "each" ? pane.shown : settings.view;
  const needs = { overlay: "labels", labels: "labels", depth: "depth", confidence: "confidence",
                  marks: "marks", picture: null }[wanted];
  return needs === null || pane.has[needs] ? wanted : "picture";
}

function paint(pane) {
  const view = viewOf(pane), layer = LAYERS[view], { picture } = pane;
  // Marks and switched-off classes are read better on a paler picture.
  const pale = view === "marks" || view === "labels";
  const image = new ImageData(wall.width, wall.height), out = image.data;
  for (let i = 0, at = 0; at < out.length; i++, at += 4) {
    const on = layer(pane, i);
    const grey = pale ? (picture[at] + picture[at + 1] + picture[at + 2]) / 6 + 60 : 0;
    for (let c = 0; c < 3; c++) {
      const under = pale ? grey : picture[at + c];
      out[at + c] = on ? under + (on[0][c] - under) * on[1] : under;
    }
    out[at + 3] = 255;
  }
  pane.painted ??= new OffscreenCanvas(wall.width, wall.height);
  pane.painted.getContext("2d").putImageData(image, 0, 0);
  pane.stale = false;
}

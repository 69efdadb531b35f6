// The panes: their boxes on the page, and the part of the picture that each shows.
function addPane(pane, number) {
  const box = make("figure", "pane"), title = make("figcaption"), name = make("span");
  pane.name = name;
  name.title = pane.title;
  const big = button(`${number + 1}`, `${pane.title} alone and large, or back (key ${number + 1})`,
    () => bring(front === number ? null : number));
  big.className = "number";
  const view = pane.chooser = select(viewsOf(pane), viewOf(pane), (value) => {
    pane.shown = value;
    settings.view = "each";
    refreshBar();
    refreshViews();
  });
  view.setAttribute("aria-label", `view of ${pane.title}`);
  const save = button("\u2913", `Save ${pane.title} as PNG, ${wall.width} x ${wall.height} pixels`,
    () => download(pane));
  view.hidden = view.options.length < 2;
  title.append(big, name, view, save);
  pane.canvas = make("canvas");
  pane.canvas.tabIndex = 0;
  pane.canvas.setAttribute("role", "img");
  pane.canvas.setAttribute("aria-label", summary(pane));
  pane.edge = make("input", "edge");
  Object.assign(pane.edge, { type: "range", min: 0, max: 1, step: 0.01, value: edge });
  pane.edge.oninput = () => { edge = Number(pane.edge.value); later(); };
  box.append(title, pane.canvas, pane.edge);
  pane.box = box;
  return box;
}

// Each list tells what its pane shows, whoever chose it.
function refreshViews() {
  for (const pane of panes) pane.chooser.value = viewOf(pane);
  repaint();
  refreshLegends();
  refreshScale();
}

function has(pane, view) {
  return view === "picture" || pane.has[view === "overlay" ? "labels" : view];
}

function summary(pane) {
  if (!pane.has.labels) return pane.title;
  const total = wall.width * wall.height;
  const shares = pane.counts.map((count, label) => [count / total, wall.names[label]])
    .filter(([share]) => share >= 0.01).sort((a, b) => b[0] - a[0]);
  return `${pane.title}: ${shares.map(([share, name]) => `${name} ${percent(share)}`).join(", ")}`;
}

// Side by side as far as each keeps a readable width.
function arrange() {
  const wide = wall.width / wall.height > 1.9, room = parts.panes.clientWidth;
  const left = leftOf();
  const shown = front === null ? panes : [panes[front]];
  const fit = Math.max(1, Math.min(shown.length, Math.floor(room / (wide ? 290 : 220))));
  // Of four that do not fit beside each other two and two, which are larger than three and one.
  const columns = Math.ceil(shown.length / Math.ceil(shown.length / fit));
  parts.panes.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  panes.forEach((pane, number) => {
    pane.box.hidden = front !== null && number !== front;
    pane.name.textContent = left ? `${left.title} | ${pane.title}` : pane.title;
    pane.edge.hidden = !left;
    pane.edge.value = edge;
    pane.edge.setAttribute("aria-label", left ? `Edge between ${left.title} and ${pane.title}` : "");
  });
}

// The pane under the left part of the slider; null where panes are side by side.
function leftOf() {
  if (settings.mode !== "slider" || front === null || panes.length < 2) return null;
  return panes[front === wall.pair[0] ? wall.pair[1] : wall.pair[0]] ?? null;
}

function draw() {
  const ratio = window.devicePixelRatio || 1;
  for (const pane of panes) {
    if (pane.box.hidden || !pane.canvas.clientWidth) continue;
    if (pane.stale !== false) paint(pane);
    const width = Math.round(pane.canvas.clientWidth * ratio);
    const height = Math.round((width * wall.height) / wall.width);
    if (pane.canvas.width !== width || pane.canvas.height !== height) {
      Object.assign(pane.canvas, { width, height });
    }
    const context = pane.canvas.getContext("2d"), scale = (width / wall.width) * zoom.scale;
    context.imageSmoothingEnabled = scale < 1;
    context.setTransform(scale, 0, 0, scale, -zoom.x * scale, -zoom.y * scale);
    context.drawImage(pane.painted, 0, 0);
    pane.canvas.dataset.drawn = "1";  // for whoever waits for it
    const left = leftOf();
    if (left) drawLeft(context, left, scale, width, height);
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (region >= 0) frame(context, wall.regions[region].box, scale);
    if (cursor) cross(context, (cursor.x + 0.5 - zoom.x) * scale, (cursor.y + 0.5 - zoom.y) * scale);
  }
}

function drawLeft(context, left, scale, width, height) {
  if (left.stale !== false) paint(left);
  const at = Math.round(edge * width);
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(0, 0, at, height);
  context.clip();
  context.setTransform(scale, 0, 0, scale, -zoom.x * scale, -zoom.y * scale);
  context.drawImage(left.painted, 0, 0);
  context.restore();
  context.setTransform(1, 0, 0, 1, 0, 0);
  outlined(context, () => { context.moveTo(at, 0); context.lineTo(at, height); });
}

function outlined(context, path) {
  for (const [colour, thick] of [["rgba(0,0,0,0.7)", 3], ["#fff", 1]]) {
    context.strokeStyle = colour;
    context.lineWidth = thick;
    context.beginPath();
    path();
    context.stroke();
  }
}

function frame(context, [left, top, width, height], scale) {
  outlined(context, () => context.rect((left - zoom.x) * scale, (top - zoom.y) * scale,
    width * scale, height * scale));
}

function cross(context, x, y) {
  outlined(context, () => {
    for (const [a, b] of [[-12, -4], [4, 12]]) {
      context.moveTo(x + a, y); context.lineTo(x + b, y);
      context.moveTo(x, y + a); context.lineTo(x, y + b);
    }
  });
}

function repaint() {
  for (const pane of panes) pane.stale = true;
  later();
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; draw(); });
}

async function download(pane) {
  if (pane.stale !== false) paint(pane);
  const link = make("a");
  link.href = URL.createObjectURL(await pane.painted.convertToBlob({ type: "image/png" }));
  const name = [wall.name, pane.title, viewOf(pane)].filter(Boolean).join("-");
  link.download = `${name.replace(/[^A-Za-z0-9._-]+/g, "-")}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// What is below the panes: chips of classes and marks, the bars, the read-out.
const TICKS = [0, 2, 5, 10, 20, 40, 80];

function chip(colour, name, share, off, toggled) {
  const node = make(settings.tuned ? "button" : "span", "chip", "<i></i><span></span><b></b>");
  node.querySelector("i").style.background = `rgb(${colour})`;
  node.querySelector("span").textContent = name;
  node.querySelector("b").textContent = share === null ? "" : percent(share);
  if (!settings.tuned) return node;
  node.setAttribute("aria-pressed", String(!off));
  node.title = off ? `show ${name}` : `hide ${name}`;
  node.onclick = toggled;
  return node;
}

function toggle(set, key, chips) {
  if (!set.delete(key)) set.add(key);
  repaint();
  const again = document.activeElement?.querySelector("span")?.textContent;
  refreshLegends();
  // The chips are new ones; whoever came by keyboard stays where they were.
  [...chips.querySelectorAll(".chip")].find((node) =>
    node.querySelector("span").textContent === again)?.focus();
}

// The pane that numbers are readout of: the one in front, else the one under the cursor, else one that
// shows that map.
function spokenOf(map) {
  const there = panes.filter((pane) => pane.has[map]);
  const wanted = panes[front ?? under];
  return there.includes(wanted) ? wanted : there.find((pane) => viewOf(pane) === map) ?? there[0];
}

function onView(view) {
  return panes.some((pane, number) => viewOf(pane) === view && (front === null || front === number));
}

function refreshLegends() {
  const total = wall.width * wall.height, labels = spokenOf("labels"), marks = spokenOf("marks");
  // Under a thousandth nobody finds it in the picture.
  const seen = (map, counts, k) => panes.some((pane) => pane.has[map] && pane[counts][k] > total / 1000
    && (settings.tuned || viewOf(pane) === map || (map === "labels" && viewOf(pane) === "overlay")));
  // Of several, whose share it is would have to be said.
  const alone = (map) => settings.tuned || panes.filter((pane) => pane.has[map]).length === 1;
  const share = (pane, counts, k) => (alone(counts === "counts" ? "labels" : "marks")
    && pane[counts][k] ? pane[counts][k] / total : null);
  const classes = !labels ? [] : wall.names.map((name, label) => seen("labels", "counts", label)
    && chip(palette()[label], name, share(labels, "counts", label), hidden.has(label),
      () => toggle(hidden, label, parts.legend))).filter(Boolean);
  if (classes.length && settings.tuned) classes.push(note(labels));
  parts.legend.replaceChildren(...classes);
  // Panes may have different marks; those of another pane are explained without a share.
  const marked = !marks || !(settings.tuned || onView("marks")) ? [] : wall.marks.map(({ name, colour }, n) =>
    seen("marks", "markCounts", n + 1) && chip(colour, name, share(marks, "markCounts", n + 1),
      hiddenMarks.has(n + 1), () => toggle(hiddenMarks, n + 1, parts.marks))).filter(Boolean);
  if (marked.length && settings.tuned) {
    const words = make("span", "note");
    words.textContent = `Marks, with shares of ${marks.title}.`;
    marked.push(words);
  }
  parts.marks.replaceChildren(...marked);
}

function note(pane) {
  const words = make("span", "note");
  const colours = settings.palette === "safe" ? "colour-blind safe" : "the data set's own";
  words.textContent = `Shares of ${pane.title}. Classes ${wall.space}, colours: ${colours}; ` +
    "hatched: no class. Press a class to hide it.";
  return words;
}

function bar(colourAt, ticks) {
  const box = make("div", "scale-bar"), strip = make("div", "gradient"), row = make("div", "ticks");
  const stops = [...Array(33).keys()].map((k) => `rgb(${colourAt(k / 32)}) ${(100 * k) / 32}%`);
  strip.style.background = `linear-gradient(to right, ${stops})`;
  for (const [at, text] of ticks) {
    const mark = make("span");
    mark.textContent = text;
    mark.style.left = `${100 * at}%`;
    if (at === 1) mark.className = "last";
    row.append(mark);
  }
  box.append(strip, row);
  return box;
}

function refreshScale() {
  const bars = [];
  if (onView("depth")) {
    const top = depthTop(), ticks = TICKS.filter((tick) => tick < 0.85 * top);
    bars.push(bar((at) => wall.depths[255 - Math.round(255 * at)],
      [...ticks.map((tick) => [Math.sqrt(tick / top), `${tick}`]),
        [1, `${top} m${top === wall.far ? " or more" : ""}`]]));
  }
  if (onView("belief")) {
    bars.push(bar((at) => mixed(BELIEF, at),
      [[0, "surely source"], [0.5, "undecided"], [1, "surely target"]]));
  }
  parts.scale.replaceChildren(...bars);
}

// Class, metres, shares and mark of pixel i: one cell each, empty where a pane has none.
function lineOf(pane, i) {
  const metres = pane.has.depth ? pane.metres[i] : null;
  const mark = pane.has.marks ? wall.marks[pane.marks[i] - 1] : null;
  return [
    pane.has.labels ? wall.names[pane.classes[i]] ?? "no class" : "",
    metres === null ? "" : Number.isNaN(metres) ? "not measured"
      : metres >= wall.far ? `${wall.far} m or more` : `${metres.toFixed(1)} m`,
    pane.has.confidence ? `${pane.share} ${Math.round(pane.shares[i] / 2.55)}%` : "",
    pane.has.belief ? `D_output: ${Math.round(pane.beliefs[i] / 2.55)}% target` : "",
    mark ? mark.name : "",
  ];
}

let spoken = null;
function tell() {
  // Names alone would only be an empty band: rows come with the first place that is pointed at.
  const known = cursor ? panes.filter((pane) => Object.values(pane.has).some(Boolean)) : [];
  const lines = known.map((pane) =>
    [pane.title, ...lineOf(pane, cursor.y * wall.width + cursor.x)]);
  const caption = make("caption");
  caption.textContent = cursor ? `At ${original("x")}, ${original("y")}` : "";
  parts.readout.hidden = !cursor || !pointing;
  parts.readout.replaceChildren(caption, ...lines.map((cells) => {
    const row = make("tr");
    row.append(...cells.map((text, column) =>
      Object.assign(make(column ? "td" : "th"), { textContent: text })));
    row.firstChild.scope = "row";
    return row;
  }));
  beside();
  clearTimeout(spoken);
  // A reader that speaks is told only where the cursor rests.
  if (cursor) spoken = setTimeout(() => { parts.spoken.textContent = lines.map(([title, ...cells]) =>
    `${title}: ${cells.filter(Boolean).join(", ")}`).join("; "); }, 500);
}

// At the pointer, so that nothing on the page moves and the eye need not either.
function beside() {
  const canvas = panes[front ?? under]?.canvas;
  if (parts.readout.hidden || !canvas) return;
  const box = canvas.getBoundingClientRect(), scale = (box.width / wall.width) * zoom.scale;
  const x = box.left + (cursor.x - zoom.x) * scale, y = box.top + (cursor.y - zoom.y) * scale;
  const { offsetWidth: width, offsetHeight: height } = parts.readout;
  parts.readout.style.left = `${x + 18 + width > innerWidth ? Math.max(4, x - width - 18) : x + 18}px`;
  parts.readout.style.top = `${y + 18 + height > innerHeight ? Math.max(4, y - height - 12) : y + 18}px`;
}

// Where the cursor is in the picture that was given, which may be larger than the wall's.
function original(axis) {
  const [shown, given] = axis === "x" ? [wall.width, wall.original[0]] : [wall.height, wall.original[1]];
  return Math.floor(((cursor[axis] + 0.5) * given) / shown);
}

// What is above and below the panes: controls, legends, the depth bar, the read-out.
const VIEWS = [["picture", "picture"], ["overlay", "labels over it"], ["labels", "labels"],
  ["depth", "depth"], ["confidence", "confidence"], ["marks", "marks"]];
const TICKS = [0, 2, 5, 10, 20, 40, 80];

function make(tag, name = "", html = "") {
  const node = document.createElement(tag);
  node.className = name;
  if (tag === "button") node.type = "button";
  node.innerHTML = html;
  return node;
}

function select(choices, value, changed) {
  const node = make("select");
  for (const [key, text] of choices) node.add(new Option(text, key, false, key === value));
  node.onchange = () => changed(node.value);
  return node;
}

function labelled(text, node) {
  const label = make("label", "");
  label.append(text, node);
  return label;
}

function button(text, title, act) {
  const node = make("button", "", text);
  node.title = title;
  node.setAttribute("aria-label", title);
  node.onclick = act;
  return node;
}

function percent(share) {
  if (share > 0 && share < 0.001) return "under 0.1%";
  return share >= 0.1 || share === 0 ? `${Math.round(100 * share)}%` : `${(100 * share).toFixed(1)}%`;
}

function refreshBar() {
  const known = VIEWS.filter(([name]) => name === "picture" || panes.some((pane) => has(pane, name)));
  const change = (key, again) => (value) => { settings[key] = value; keep(); again(); };
  const opacity = make("input");
  Object.assign(opacity, { type: "range", min: 0, max: 1, step: 0.05, value: settings.opacity });
  opacity.oninput = () => { settings.opacity = Number(opacity.value); keep(); repaint(); };
  const everything = () => { repaint(); refreshLegends(); };
  const nodes = [
    labelled("Show ", select([["each", "each as chosen"], ...known], settings.view,
      change("view", () => { repaint(); refreshScale(); }))),
    labelled("Opacity ", opacity),
    labelled("Depth ", select([["fixed", `0 to ${wall.far} m`], ["auto", "by what is there"]],
      settings.range, change("range", () => { repaint(); refreshScale(); }))),
    labelled("Colours ", select([["own", "of the data set"], ["safe", "colour-blind safe"]],
      settings.palette, change("palette", everything))),
  ];
  const group = make("span", "zoom");
  group.append(button("\u2212", "zoom out", () => zoomBy(1 / 1.5)),
    button("+", "zoom in", () => zoomBy(1.5)), button("fit", "show everything", fit));
  nodes.push(group);
  if (wall.regions.length) {
    const title = `Next ${wall.regionsTitle || "place"} of ${wall.regions.length}`;
    nodes.push(button(title, title, nextRegion));
  }
  parts.bar.replaceChildren(...nodes, parts.place);
}

function chip(colour, name, share, off, toggled) {
  const node = make("button", "chip", "<i></i><span></span><b></b>");
  node.querySelector("i").style.background = `rgb(${colour})`;
  node.querySelector("span").textContent = name;
  node.querySelector("b").textContent = share === null ? "" : percent(share);
  node.setAttribute("aria-pressed", String(!off));
  node.title = off ? `show ${name}` : `hide ${name}`;
  node.onclick = toggled;
  return node;
}

function toggle(set, key) {
  if (!set.delete(key)) set.add(key);
  repaint();
  refreshLegends();
}

function refreshLegends() {
  const labelledPanes = panes.filter((pane) => pane.has.labels), total = wall.width * wall.height;
  const about = labelledPanes[0] && (panes[under] && panes[under].has.labels ? panes[under] : labelledPanes[0]);
  const seen = wall.names.map((name, label) => labelledPanes.some((pane) => pane.counts[label]));
  const chips = wall.names.map((name, label) => seen[label] && chip(palette()[label], name,
    about.counts[label] / total, hidden.has(label), () => toggle(hidden, label))).filter(Boolean);
  if (chips.length) {
    const colours = settings.palette === "safe" ? "colour-blind safe" : "the data set's own";
    const note = make("span", "note");
    note.textContent = `Shares of ${about.title}. Classes ${wall.space}, colours: ${colours}; ` +
      "hatched: no class. Press a class to hide it.";
    chips.push(note);
  }
  parts.legend.replaceChildren(...chips);
  const marked = panes.filter((pane) => pane.has.marks);
  parts.marks.replaceChildren(...(marked.length ? wall.marks : []).map((mark, number) => {
    const counted = marked.map((pane) => pane.marks.reduce((sum, m) => sum + (m === number + 1), 0));
    return chip(mark.colour, mark.name, Math.max(...counted) / total, hiddenMarks.has(number + 1),
      () => toggle(hiddenMarks, number + 1));
  }));
}

function refreshScale() {
  const shown = panes.some((pane) => pane.has.depth && viewOf(pane) === "depth");
  parts.scale.hidden = !shown;
  if (!shown) return;
  const top = depthTop(), bar = make("div", "gradient"), ticks = make("div", "ticks");
  const stops = [...Array(17).keys()].map((k) => {
    const at = k / 16;
    return `rgb(${depthColour(at * at * top, top)}) ${100 * at}%`;
  });
  bar.style.background = `linear-gradient(to right, ${stops})`;
  for (const tick of [...TICKS.filter((t) => t < 0.9 * top), top]) {
    const mark = make("span");
    mark.textContent = tick === top ? `${top} m${top === wall.far ? " or more" : ""}` : tick;
    mark.style.left = `${100 * Math.sqrt(tick / top)}%`;
    if (tick === top) mark.className = "last";
    ticks.append(mark);
  }
  parts.scale.replaceChildren(bar, ticks);
}

function lineOf(pane, i) {
  const said = [];
  if (pane.has.labels) said.push(wall.names[pane.classes[i]] ?? "no class");
  if (pane.has.depth) {
    const metres = pane.metres[i];
    said.push(Number.isNaN(metres) ? "depth not measured"
      : metres >= wall.far ? `${wall.far} m or more` : `${metres.toFixed(1)} m`);
  }
  if (pane.has.confidence) said.push(`${pane.share} ${Math.round(pane.shares[i] / 2.55)}%`);
  if (pane.has.marks && pane.marks[i]) said.push(wall.marks[pane.marks[i] - 1].name);
  return said;
}

let spoken = null;
function tell() {
  clearTimeout(spoken);
  // A reader that speaks should not be flooded while the pointer moves.
  spoken = setTimeout(() => {
    const rows = panes.filter((pane) => Object.values(pane.has).some(Boolean)).map((pane) => {
      const row = make("tr"), title = make("th");
      title.textContent = pane.title;
      title.scope = "row";
      row.append(title, ...(cursor ? lineOf(pane, cursor.y * wall.width + cursor.x) : [""])
        .map((text) => Object.assign(make("td"), { textContent: text })));
      return row;
    });
    const caption = make("caption");
    caption.textContent = cursor ? `At ${cursor.x}, ${cursor.y}` : "Point at a picture, or use the arrow keys.";
    parts.told.replaceChildren(caption, ...rows);
  }, 30);
}

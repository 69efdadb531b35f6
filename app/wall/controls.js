// What is above the panes: views, opacity, range, palette, zoom, places to jump to.
const VIEWS = [["picture", "picture"], ["overlay", "labels over it"], ["labels", "labels"],
  ["depth", "depth"], ["confidence", "confidence"], ["belief", "D_output"],
  ["marks", "marks"]];

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
  // Else the name of a list would hold all that it offers.
  node.setAttribute("aria-label", text.trim());
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

// Of one pane if it is given, else of any; what is called confidence may be another share.
function viewsOf(pane) {
  const there = pane ? [pane] : panes;
  return VIEWS.filter(([name]) => there.some((each) => has(each, name))).map(([name, text]) =>
    [name, name === "confidence" && pane ? pane.share : text]);
}

function refreshBar() {
  const change = (key, again) => (value) => { settings[key] = value; keep(); again(); };
  const nodes = [labelled("Show ", select([["each", "each as chosen"], ...viewsOf(null)],
    settings.view, change("view", refreshViews)))];
  if (panes.length > 1) {
    const slid = settings.mode === "slider";
    nodes.push(button(slid ? "Side by side" : "Slider",
      slid ? "show all beside each other" : "one picture over another, with an edge to move",
      () => { settings.mode = slid ? "beside" : "slider"; keep(); bring(slid ? null : wall.pair[1]); refreshBar(); }));
  }
  if (wall.regions.length) {
    nodes.push(button(`Next ${wall.regionsTitle || "place"}`,
      `the next of ${wall.regions.length} places, largest first (key n)`, nextRegion));
  }
  nodes.push(button(settings.tuned ? "Less" : "More", "what else can be set: blending, zoom, single pictures, keys",
    () => { settings.tuned = !settings.tuned; tune(); parts.bar.querySelector("button:last-of-type")?.focus(); }));
  parts.bar.replaceChildren(...nodes, ...(settings.tuned ? tuning(change) : []), parts.place);
}

// What few people set; with it, legends and titles have buttons.
function tuning(change) {
  const nodes = [], opacity = make("input");
  Object.assign(opacity, { type: "range", min: 0, max: 1, step: 0.05, value: settings.opacity });
  opacity.oninput = () => { settings.opacity = Number(opacity.value); keep(); repaint(); };
  if (panes.some((pane) => pane.has.labels)) {
    nodes.push(labelled("Opacity ", opacity),
      labelled("Colours ", select([["own", "of the data set"], ["safe", "colour-blind safe"]],
        settings.palette, change("palette", refreshViews))));
  }
  if (panes.some((pane) => pane.has.depth)) {
    nodes.push(labelled("Depth ", select([["fixed", `0 to ${wall.far} m`],
      ["auto", "by what is there"]], settings.range, change("range", refreshViews))));
  }
  return [...nodes, zoomButtons()];
}

function tune() {
  parts.root.classList.toggle("tuned", settings.tuned);
  refreshBar();
  refreshLegends();
}

function zoomButtons() {
  const group = make("span", "zoom");
  group.append(button("\u2212", "zoom out (key \u2212)", () => zoomBy(1 / 1.5)),
    button("+", "zoom in (key +)", () => zoomBy(1.5)),
    button("all", "show everything (key 0)", fit));
  return group;
}

// In the bar, for a while: what was just jumped to, or what to do.
function place(text) {
  parts.place.textContent = text;
}

// Draws what app/train/curves.py says. Plotly.react keeps the node, and with it the zoom.
const place = () => element.querySelector(".plot");
let last = null, plotly = null;

function draw() {
  const node = place();
  // The first one that is there: other charts of the page may bring another version.
  plotly ??= window.Plotly;
  if (!plotly || !node) return setTimeout(draw, 100);
  if (!node.isConnected || node.offsetParent === null) return setTimeout(draw, 300);
  const text = props.value;
  if (text === last && node.data) return mark();
  last = text;
  element.querySelector(".none").hidden = Boolean(text);
  element.querySelector(".hint").hidden = !text;
  if (!text) return plotly.purge(node);
  const { data, layout } = JSON.parse(text);
  if (node.clientWidth < 560) narrow(layout);
  layout.shapes = shapes(layout.shapes);
  layout.modebar = { orientation: "v", bgcolor: "rgba(0,0,0,0)" };
  // Named one by one: among the usual ones is one that sends the chart to a company's server.
  const buttons = ["toImage", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d"];
  plotly.react(node, data, layout,
    { responsive: true, displaylogo: false, modeBarButtons: [buttons] });
  if (!node.clicked) {
    node.clicked = true;
    node.on("plotly_click", ({ points }) => {
      // Plotly leaves the focus where it was, perhaps in the list of runs, which the arrow keys
      // would then go through.
      node.focus({ preventScroll: true });
      trigger("select", { step: points[0].x });
    });
  }
}

// A phone has no room for a title and a legend in one line: titles go above their legends.
function narrow(layout) {
  layout.height = 640;
  layout.margin.t = 70;
  for (const key of ["legend", "legend2", "legend3"]) {
    Object.assign(layout[key], { x: 0, xanchor: "left" });
  }
  const titles = layout.annotations.filter(({ yanchor }) => yanchor === "bottom");
  titles.forEach((title, number) => { title.yshift = number ? 20 : 46; });
}

// The band of health, and a line at the step whose sheet of samples is shown.
function shapes(before) {
  const others = (before ?? []).filter(({ name }) => name !== "sheet");
  if (!props.marked) return others;
  const at = { name: "sheet", type: "line", xref: "x", x0: props.marked, x1: props.marked,
    yref: "paper", y0: 0, y1: 1, line: { color: "#7a8190", width: 1.5, dash: "dot" } };
  return [...others, at];
}

function mark() {
  const node = place();
  if (plotly && node?.data) plotly.relayout(node, { shapes: shapes(node.layout.shapes) });
}

// Left and right go through the samples, unless the key has work to do where the focus is.
const BUSY = "input, textarea, select, [contenteditable], [role=tab], [role=slider], [role=radio]";
function step(event) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest?.(BUSY) || !place()?.offsetParent) return;
  trigger("select", { by });
}
// One listener, also when the tab is drawn again.
document.removeEventListener("keydown", window.gioadaSamples);
window.gioadaSamples = step;
document.addEventListener("keydown", step);

watch("value", draw);
watch("marked", mark);
draw();

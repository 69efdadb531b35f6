// Draws what app/curves.py says. Plotly.react keeps the node, and with it the zoom.
const place = () => element.querySelector(".plot");
let last = null, plotly = null;
function draw() {
  const node = place();
  // The first one that is there: other charts of the page may bring another version.
  plotly ??= window.Plotly;
  if (!plotly || !node) return setTimeout(draw, 100);
  if (!node.isConnected || node.offsetParent === null) return setTimeout(draw, 300);
  const text = props.value;
  if (text === last && node.data) return;
  last = text;
  element.querySelector(".none").hidden = Boolean(text);
  if (!text) return plotly.purge(node);
  const { data, layout } = JSON.parse(text);
  if (node.clientWidth < 560) {  // a phone: no room for a title and a legend in one line
    for (const key of ["legend", "legend2", "legend3"]) layout[key].yanchor = "top";
  }
  plotly.react(node, data, layout, { responsive: true, displaylogo: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] });
}
watch("value", draw);
draw();

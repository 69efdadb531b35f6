// Zoom, pan and the cursor, the same for all panes; mouse, pen and fingers.
function clampZoom() {
  zoom.scale = Math.min(Math.max(zoom.scale, 1), 40);
  const across = wall.width / zoom.scale, down = wall.height / zoom.scale;
  zoom.x = Math.min(Math.max(zoom.x, 0), wall.width - across);
  zoom.y = Math.min(Math.max(zoom.y, 0), wall.height - down);
  // While everything is shown, a finger that moves scrolls the page.
  for (const pane of panes) pane.canvas.style.touchAction = zoom.scale > 1 ? "none" : "pan-y";
  later();
}

function zoomBy(factor, at = middle()) {
  const before = zoom.scale;
  zoom.scale = Math.min(Math.max(before * factor, 1), 40);
  zoom.x = at.x - ((at.x - zoom.x) * before) / zoom.scale;
  zoom.y = at.y - ((at.y - zoom.y) * before) / zoom.scale;
  clampZoom();
}

function middle() {
  return cursor ?? { x: zoom.x + wall.width / zoom.scale / 2, y: zoom.y + wall.height / zoom.scale / 2 };
}

function fit() {
  zoom.scale = 1;
  region = -1;
  place("");
  clampZoom();
}

function nextRegion() {
  if (!wall.regions.length) return;
  region = (region + 1) % wall.regions.length;
  const { box: [left, top, width, height], text } = wall.regions[region];
  const around = 1.6, least = wall.width / 12;
  zoom.scale = Math.min(wall.width / Math.max(around * width, least),
    wall.height / Math.max(around * height, least));
  zoom.scale = Math.max(1, zoom.scale);
  zoom.x = left + width / 2 - wall.width / zoom.scale / 2;
  zoom.y = top + height / 2 - wall.height / zoom.scale / 2;
  place(`${region + 1}: ${text}`);
  clampZoom();
}

function pixelAt(canvas, event) {
  const box = canvas.getBoundingClientRect(), scale = (box.width / wall.width) * zoom.scale;
  return { x: zoom.x + (event.clientX - box.left) / scale, y: zoom.y + (event.clientY - box.top) / scale };
}

function pointAt(at) {
  cursor = { x: Math.min(Math.max(Math.floor(at.x), 0), wall.width - 1),
             y: Math.min(Math.max(Math.floor(at.y), 0), wall.height - 1) };
  later();
  tell();
}

function listen(pane, number) {
  const { canvas } = pane, down = new Map();
  const moved = (event) => {
    if (under !== number) { under = number; refreshLegends(); }
    const before = down.get(event.pointerId), scale = (canvas.clientWidth / wall.width) * zoom.scale;
    if (before && down.size === 2) pinch(canvas, down, event);
    else if (before && zoom.scale > 1) {
      zoom.x -= (event.clientX - before.x) / scale;
      zoom.y -= (event.clientY - before.y) / scale;
      clampZoom();
    }
    if (before) down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    pointing = true;
    if (down.size < 2) pointAt(pixelAt(canvas, event));
  };
  canvas.onpointerleave = canvas.onblur = () => { pointing = false; parts.readout.hidden = true; };
  canvas.onpointermove = moved;
  canvas.onpointerdown = (event) => {
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    down.set(event.pointerId, { x: event.clientX, y: event.clientY });
    pointing = true;
    pointAt(pixelAt(canvas, event));
  };
  canvas.onpointerup = canvas.onpointercancel = (event) => down.delete(event.pointerId);
  canvas.ondblclick = fit;
  canvas.addEventListener("wheel", (event) => {
    // The page scrolls on until the wall was clicked, as pictures fill most of it.
    if (!event.ctrlKey && !parts.panes.contains(document.activeElement)) {
      place("Click a picture, or hold Ctrl, to zoom with the wheel.");
      return;
    }
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), pixelAt(canvas, event));
  }, { passive: false });
}

function pinch(canvas, down, event) {
  const [one, two] = [...down.entries()].map(([id, at]) =>
    [at, id === event.pointerId ? { x: event.clientX, y: event.clientY } : at]);
  const apart = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
  const centre = { clientX: (one[1].x + two[1].x) / 2, clientY: (one[1].y + two[1].y) / 2 };
  zoomBy(apart(one[1], two[1]) / apart(one[0], two[0]), pixelAt(canvas, centre));
}

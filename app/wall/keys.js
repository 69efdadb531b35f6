// Keys work while the wall has the focus or the pointer is over it, and never while one types.
function bring(number) {
  if (number !== null && !panes[number]) return;
  if (front !== null && number !== front) before = front;
  front = number;
  arrange();
  refreshLegends();
  refreshScale();
  later();
}

function blink() {
  if (panes.length < 2) return;
  if (front === null) { before ??= 1 % panes.length; bring(before === 0 ? 1 : 0); }
  else bring(before ?? (front + 1) % panes.length);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pressed(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  // Of several walls on a page the one under the pointer.
  const pointed = document.querySelector(".wall:hover");
  const mine = pointed ? pointed === parts.root : parts.root.contains(event.target);
  if (!wall || typing || !mine || event.ctrlKey || event.metaKey || event.altKey) return;
  const onButton = event.target.closest?.("button, summary");
  const step = ARROWS[event.key], far = event.shiftKey ? 10 : 1;
  if (/^[1-9]$/.test(event.key)) bring(Number(event.key) - 1);
  else if (event.key === " " && !onButton) blink();
  else if (event.key === "Escape") { settings.mode = "beside"; refreshBar(); bring(null); }
  else if (event.key === "+" || event.key === "=") zoomBy(1.5);
  else if (event.key === "-") zoomBy(1 / 1.5);
  else if (event.key === "0") fit();
  else if (event.key === "n") nextRegion();
  else if (event.key === "?") { settings.tuned = true; tune(); parts.keys.open = !parts.keys.open; }
  else if (step) {
    pointing = true;
    const at = cursor ?? { x: wall.width >> 1, y: wall.height >> 1 };
    pointAt({ x: at.x + far * step[0], y: at.y + far * step[1] });
  } else return;
  event.preventDefault();
}

// The first row's picture with the crop and the zoom insets as boxes: dragged, drawn, moved with
// the arrow keys, or typed as numbers. Shares of the picture, as in the recipe.
const area = element.querySelector(".area"), picture = area.querySelector("img");
const bar = element.querySelector(".bar"), fields = element.querySelector(".fields");
const SIDES = ["left", "top", "width", "height"], LEAST = 0.02;
const COLOURS = [[255, 210, 0], [0, 220, 255], [255, 70, 170]];
let state = null, last = null, chosen = "crop";

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const tidy = (value) => Math.round(value * 1000) / 1000;
const box = (name) => name === "crop" ? state.crop : state.insets[Number(name)]?.box;
const names = () => ["crop", ...state.insets.keys()].map(String);
const called = (name) => name === "crop" ? "Crop" : `Inset ${Number(name) + 1}`;

function commit() {
  last = JSON.stringify(state);
  props.value = last;
  trigger("input");
}

function put(name, values) {
  const target = box(name);
  target.width = tidy(clamp(values.width, LEAST, 1));
  target.height = tidy(clamp(values.height, LEAST, 1));
  target.left = tidy(clamp(values.left, 0, 1 - target.width));
  target.top = tidy(clamp(values.top, 0, 1 - target.height));
  place();
}

function node(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function place() {
  for (const frame of area.querySelectorAll(".frame")) {
    const at = box(frame.dataset.name);
    if (at) for (const side of SIDES) frame.style[side] = `${at[side] * 100}%`;
    frame.classList.toggle("chosen", frame.dataset.name === chosen);
  }
  for (const input of fields.querySelectorAll("input[data-side]")) {
    if (input !== document.activeElement) {
      input.value = tidy(box(chosen)[input.dataset.side] * 100).toString();
    }
  }
}

function frame(name) {
  const made = node("div", `frame ${name === "crop" ? "crop" : "inset"}`);
  made.dataset.name = name;
  made.tabIndex = 0;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label",
    `${called(name)}: arrow keys move it, with shift they resize it`);
  if (name !== "crop") made.style.borderColor = `rgb(${state.insets[Number(name)].colour})`;
  made.append(node("b", "", called(name)));
  for (const corner of ["nw", "ne", "sw", "se"]) made.append(node("i", corner));
  made.onfocus = () => { if (chosen !== name) { chosen = name; controls(); place(); } };
  made.onkeydown = keys;
  return made;
}

function keys(event) {
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = { ...box(chosen) }, [x, y] = step.map((each) => each * 0.01);
  put(chosen, event.shiftKey ? { ...at, width: at.width + x, height: at.height + y }
    : { ...at, left: at.left + x, top: at.top + y });
  clearTimeout(keys.timer);
  keys.timer = setTimeout(commit, 250);
}

// From where the pointer went down to where it is: moves a box, pulls a corner, or draws anew.
function dragged(start, now, at, grip) {
  const by = { x: now.x - start.x, y: now.y - start.y };
  if (grip === "move") return { ...at, left: at.left + by.x, top: at.top + by.y };
  const from = grip === "new" ? start
    : { x: grip.includes("w") ? at.left + at.width : at.left,
        y: grip.includes("n") ? at.top + at.height : at.top };
  const left = Math.min(from.x, now.x), top = Math.min(from.y, now.y);
  return { left, top, width: Math.abs(now.x - from.x), height: Math.abs(now.y - from.y) };
}

area.onpointerdown = (event) => {
  if (!state || event.button !== 0) return;
  const outer = area.getBoundingClientRect();
  const at = (pointer) => ({ x: clamp((pointer.clientX - outer.left) / outer.width, 0, 1),
    y: clamp((pointer.clientY - outer.top) / outer.height, 0, 1) });
  const inset = event.target.closest(".frame.inset");
  const crop = event.target.closest(".frame.crop");
  const whole = state.crop.width > 0.995 && state.crop.height > 0.995;
  let grip = event.target.tagName === "I" ? event.target.className : "move";
  if (inset) chosen = inset.dataset.name;
  // A crop of the whole picture cannot be moved: dragging in it draws the chosen box anew.
  else if (!crop || (whole && grip === "move") || (chosen !== "crop" && grip === "move")) grip = "new";
  else chosen = "crop";
  event.preventDefault();
  controls();
  const start = at(event), before = { ...box(chosen) };
  area.setPointerCapture(event.pointerId);
  let moved = false;
  area.onpointermove = (pointer) => {
    const now = at(pointer);
    moved ||= Math.hypot(now.x - start.x, now.y - start.y) > 0.01;
    if (moved) put(chosen, dragged(start, now, before, grip));
  };
  area.onpointerup = area.onpointercancel = () => {
    area.onpointermove = area.onpointerup = area.onpointercancel = null;
    area.querySelector(`.frame[data-name="${chosen}"]`)?.focus({ preventScroll: true });
    place();
    if (moved) commit();
  };
};

function button(text, act, pressed = null) {
  const made = node("button", "", text);
  made.type = "button";
  if (pressed !== null) made.setAttribute("aria-pressed", String(pressed));
  made.onclick = act;
  return made;
}

function controls() {
  bar.replaceChildren(...names().map((name) => button(called(name), () => {
    chosen = name; controls(); place();
  }, name === chosen)));
  if (state.insets.length < 3) bar.append(button("+ Inset", added));
  const numbers = SIDES.map((side) => {
    const input = node("input", "");
    Object.assign(input, { type: "number", min: 0, max: 100, step: 1 });
    input.dataset.side = side;
    input.onchange = () => {
      put(chosen, { ...box(chosen), [side]: Number(input.value) / 100 });
      input.value = tidy(box(chosen)[side] * 100).toString();
      commit();
    };
    const label = node("label", "", `${side} %`);
    label.append(input);
    return label;
  });
  fields.replaceChildren(...numbers, ...(chosen === "crop" ? [] : ofInset(state.insets[Number(chosen)])),
    button(chosen === "crop" ? "Whole picture" : "Remove inset", () => {
      if (chosen === "crop") put("crop", { left: 0, top: 0, width: 1, height: 1 });
      else { state.insets.splice(Number(chosen), 1); chosen = "crop"; draw(); }
      commit();
    }));
  place();
}

function added() {
  const crop = state.crop, number = state.insets.length;
  state.insets.push({ box: { left: 0, top: 0, width: 0.2, height: 0.2 },
    corner: ["bottom right", "bottom left", "top right"][number], size: 0.4,
    colour: COLOURS[number] });
  chosen = String(number);
  put(chosen, { width: crop.width / 6, height: crop.height / 4,
    left: crop.left + crop.width * (0.3 + 0.12 * number), top: crop.top + crop.height * 0.35 });
  draw();
  commit();
}

function ofInset(inset) {
  const corner = node("select", "");
  for (const name of ["top left", "top right", "bottom left", "bottom right"]) {
    const option = node("option", "", name);
    option.selected = name === inset.corner;
    corner.append(option);
  }
  corner.onchange = () => { inset.corner = corner.value; commit(); };
  const size = node("input", ""), colour = node("input", "");
  Object.assign(size, { type: "number", min: 10, max: 80, step: 5, value: Math.round(inset.size * 100) });
  size.onchange = () => { inset.size = clamp(Number(size.value) / 100, 0.1, 0.8); commit(); };
  const hex = (part) => part.toString(16).padStart(2, "0");
  Object.assign(colour, { type: "color", value: `#${inset.colour.map(hex).join("")}` });
  colour.onchange = () => {
    inset.colour = [1, 3, 5].map((from) => parseInt(colour.value.slice(from, from + 2), 16));
    draw();
    commit();
  };
  return [["corner", corner], ["size %", size], ["colour", colour]].map(([text, input]) => {
    const label = node("label", "", text);
    label.append(input);
    return label;
  });
}

function draw() {
  picture.src = state.picture;
  if (!names().includes(chosen)) chosen = "crop";
  area.querySelectorAll(".frame").forEach((each) => each.remove());
  area.append(...names().map(frame));
  controls();
}

// The figure is drawn when somebody looks at it, as that may run networks.
let seen = false, asked = false;
function ask() {
  if (!seen || !state || asked) return;
  asked = true;
  trigger("submit");
}

function take() {
  if (!props.value || props.value === last) return;
  last = props.value;
  state = JSON.parse(last);
  draw();
  ask();
}
watch("value", take);
take();
new IntersectionObserver((entries) => {
  seen = entries.at(-1).isIntersecting;
  if (!seen) asked = false;
  ask();
}).observe(element);

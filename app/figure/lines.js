// A list of rows or of columns that one orders, renames and empties. The value is json; what a
// person does is written back into it, and the event "input" tells the page.
const list = element.querySelector(".lines"), adder = element.querySelector(".adder");
// From the template: what Python gives as another property gets lost at times.
const what = list.dataset.what, columns = what === "column";
let state = { items: [] }, last = null;

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in node) node[name] = value; else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

function commit(focus) {
  last = JSON.stringify(state);
  props.value = last;
  trigger("input");
  draw(focus);
}

// The method of a column's checkpoint, and its own name where another of that method is beside it.
function method(item) {
  const of = (each) => state.methods?.[each.checkpoint] ?? each.checkpoint;
  const twice = state.items.some((each) => each.kind === item.kind
    && each.checkpoint !== item.checkpoint && of(each) === of(item));
  return twice ? `${of(item)}, ${item.checkpoint.replace(/^run: /, "")}` : of(item);
}

// What is written above a column unless somebody has written something else.
function proposed(item) {
  const who = method(item);
  const kind = state.titles?.[item.kind];
  if (!networks(item)) return kind;
  return item.checkpoint && ["prediction", "overlay", "translation"].includes(item.kind)
    ? who : item.checkpoint ? `${kind}, ${who}` : kind;
}

const networks = (item) => state.networks?.[item.kind];
const offered = (item) => state.checkpoints?.[networks(item)] ?? [];

function changed(item, change, focus) {
  const own = item.title !== "" && item.title !== proposed(item);
  change();
  item.digest = "";
  if (!own) item.title = proposed(item);
  state.auto = false;
  commit(focus);
}

function choice(options, value, label, take) {
  const select = make("select", { ariaLabel: label }, ...options.map(([name, text]) =>
    make("option", { value: name, selected: name === value }, text)));
  select.onchange = () => take(select.value);
  return select;
}

function picking(item, number) {
  const name = `column ${number + 1}`;
  const kinds = Object.entries(state.kinds ?? {});
  const parts = [choice(kinds, item.kind, `What ${name} shows`, (kind) => changed(item, () => {
    item.kind = kind;
    if (!networks(item)) item.checkpoint = "";
    else if (!offered(item).includes(item.checkpoint)) {
      item.checkpoint = kind === "overlay" ? "" : offered(item)[0] ?? "";
    }
  }, [number, "select"]))];
  if (networks(item)) {
    const known = offered(item).map((each) => [each, state.named?.[each] ?? each]);
    if (item.kind === "overlay") known.unshift(["", "the labels given"]);
    else if (!item.checkpoint) known.unshift(["", "no checkpoint"]);
    if (item.checkpoint && !offered(item).includes(item.checkpoint)) {
      known.push([item.checkpoint, `${item.checkpoint} (not here)`]);
    }
    parts.push(choice(known, item.checkpoint, `Checkpoint of ${name}`, (checkpoint) =>
      changed(item, () => { item.checkpoint = checkpoint; }, [number, "select:nth-of-type(2)"])));
  }
  return parts;
}

function ticking(item, number) {
  const tick = make("input", { type: "checkbox", checked: item.shown,
    ariaLabel: `Row ${number + 1} is in the figure` });
  tick.onchange = () => { item.shown = tick.checked; commit([number, "input"]); };
  return [tick, make("img", { src: item.thumb ?? "", alt: "" })];
}

function line(item, number) {
  const name = `${what} ${number + 1}`;
  const title = make("input", { type: "text", value: item.title, maxLength: 200,
    placeholder: "no title", ariaLabel: `Title of ${name}`, className: "title" });
  title.onchange = () => { item.title = title.value; if (columns) state.auto = false; commit(); };
  const button = (sign, label, act, off = false) => {
    const node = make("button", { type: "button", ariaLabel: `${label} ${name}`, title: label,
      disabled: off, className: label.split(" ").at(-1) }, sign);
    node.onclick = act;
    return node;
  };
  const move = (by) => {
    const [taken] = state.items.splice(number, 1);
    state.items.splice(number + by, 0, taken);
    if (columns) state.auto = false;
    commit([number + by, by < 0 ? ".up" : ".down"]);
  };
  const acts = make("span", { className: "acts" },
    button("↑", "Move up", () => move(-1), number === 0),
    button("↓", "Move down", () => move(1), number === state.items.length - 1),
    button("✕", "Remove", () => {
      state.items.splice(number, 1);
      if (columns) state.auto = false;
      commit([Math.min(number, state.items.length - 1), ".Remove"]);
    }, (columns && state.items.length === 1) || state.fixed));
  return make("li", {}, ...(columns ? picking(item, number) : ticking(item, number)), title, acts);
}

function draw(focus) {
  list.replaceChildren(...state.items.map(line));
  adder.hidden = !columns || state.items.length >= (state.most ?? 8);
  element.querySelector(".hint").textContent = state.hint ?? "";
  if (focus) list.children[focus[0]]?.querySelector(focus[1])?.focus();
}

adder.onclick = () => {
  const kind = offered({ kind: "prediction" }).length ? "prediction" : "image";
  const used = state.items.filter((item) => item.kind === kind).map((item) => item.checkpoint);
  const names = kind === "image" ? [""] : offered({ kind });
  const item = { kind, checkpoint: names.find((name) => !used.includes(name)) ?? names[0],
    digest: "", title: "" };
  item.title = proposed(item);
  state.items.push(item);
  state.auto = false;
  commit([state.items.length - 1, "select"]);
};

function take() {
  if (!props.value || props.value === last) return;
  last = props.value;
  state = JSON.parse(last);
  draw();
}
watch("value", take);
take();

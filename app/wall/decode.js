// Packed maps to arrays: class, metres, shares and mark of every pixel.
const UNMEASURED = 65535, TENTHS = 10;

async function pixels(url, width, height) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

// Bytes, not a picture: some browsers add noise to pixels that a page reads, against tracking.
async function bytes(packed) {
  const held = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([held]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Panes name their arrays by number, and several may have the same one.
async function decoded(wall, pane) {
  const count = wall.width * wall.height, read = (wall.read ??= new Map());
  const once = (number, make) => {
    if (!read.has(number)) read.set(number, make(wall.arrays[number]));
    return read.get(number);
  };
  const map = async (name, make = bytes) => (pane.has[name] ? once(pane.maps[name], make) : null);
  const [picture, metres, classes, shares, beliefs, marks] = await Promise.all([
    once(pane.picture, (url) => pixels(url, wall.width, wall.height)),
    map("depth", async (packed) => metresOf(await bytes(packed), count)),
    ...["labels", "confidence", "belief", "marks"].map((name) => map(name))]);
  const blank = new Uint8Array(count);
  return { ...pane, maps: null, picture, metres, classes: classes ?? blank.slice().fill(VOID),
    shares: shares ?? blank, beliefs: beliefs ?? blank, marks: marks ?? blank };
}

// High bytes first, then low ones, which pack better apart.
function metresOf(depth, count) {
  const metres = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const steps = depth[i] * 256 + depth[count + i];
    metres[i] = steps === UNMEASURED ? NaN : steps / TENTHS;
  }
  return metres;
}

function counted(entries, size) {
  const counts = new Array(size).fill(0);
  for (const entry of entries) if (entry < size) counts[entry]++;
  return counts;
}

// Packed maps to arrays: class, metres, share and mark of every pixel.
const UNMEASURED = 65535;

async function pixels(url, width, height) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

async function decoded(wall, pane) {
  const read = (url) => (url ? pixels(url, wall.width, wall.height) : null);
  const [picture, maps, more] = await Promise.all([pane.picture, pane.maps, pane.more].map(read));
  const count = wall.width * wall.height;
  const classes = new Uint8Array(count).fill(255), metres = new Float32Array(count);
  const shares = new Uint8Array(count), marks = new Uint8Array(count);
  for (let i = 0, at = 0; i < count; i++, at += 4) {
    if (maps) {
      classes[i] = maps[at];
      const steps = maps[at + 1] * 256 + maps[at + 2];
      metres[i] = steps === UNMEASURED ? NaN : steps / 256;
    }
    if (more) { shares[i] = more[at]; marks[i] = more[at + 1]; }
  }
  return { ...pane, picture, classes, metres, shares, marks };
}

function countClasses(pane, size) {
  const counts = new Array(size).fill(0);
  for (const label of pane.classes) if (label < size) counts[label]++;
  return counts;
}

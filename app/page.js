// Tells class and metres under the cursor from the maps that Python packed into .read-out:
// class in red, metres in 1/256 in green and blue. Nothing is asked of the server.
(() => {
  const decoded = new Map();

  async function pixels(source) {
    if (!decoded.has(source)) {
      if (decoded.size > 12) decoded.clear();
      decoded.set(source, (async () => {
        const picture = new Image();
        picture.src = source;
        await picture.decode();
        const canvas = document.createElement("canvas");
        canvas.width = picture.naturalWidth;
        canvas.height = picture.naturalHeight;
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(picture, 0, 0);
        return context.getImageData(0, 0, canvas.width, canvas.height);
      })());
    }
    return decoded.get(source);
  }

  // The part of the element that the picture fills: it may be fitted into a box of other shape.
  function fitted(image) {
    const box = image.getBoundingClientRect();
    const scale = Math.min(box.width / image.naturalWidth, box.height / image.naturalHeight);
    const width = image.naturalWidth * scale;
    return { left: box.left + (box.width - width) / 2, width,
             top: box.top + (box.height - image.naturalHeight * scale) / 2 };
  }

  async function sentence(image, x, y) {
    const holder = image.closest(".probed")?.querySelector(".read-out");
    if (!holder || !image.naturalWidth) return "";
    const { names, maps } = JSON.parse(holder.dataset.maps);
    const place = fitted(image);
    const lines = await Promise.all(maps.map(async ({ title, src }) => {
      const map = await pixels(src);
      // By the width alone, as a depth picture has its colour bar below the map.
      const scale = map.width / place.width;
      const column = Math.floor((x - place.left) * scale);
      const row = Math.floor((y - place.top) * scale);
      if (column < 0 || row < 0 || column >= map.width || row >= map.height) return "";
      const [label, high, low] = map.data.slice(4 * (row * map.width + column), 4 * (row * map.width + column) + 3);
      const metres = (high * 256 + low) / 256;
      const far = metres >= 80 ? "80 m or more" : `${metres.toFixed(1)} m`;
      return `${title}: ${names[label] ?? "no class"}, ${far}`;
    }));
    return lines.filter(Boolean).join("\n");
  }

  // Wide street pictures go one below the other, others side by side. Loads do not bubble.
  document.addEventListener("load", ({ target: image }) => {
    const row = image instanceof HTMLImageElement && image.closest(".by-shape");
    if (row) row.classList.toggle("tall", image.naturalWidth < 1.9 * image.naturalHeight);
  }, true);

  let tip = null;
  document.addEventListener("mousemove", async (event) => {
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "tip";
      document.body.append(tip);
    }
    const area = event.target.closest?.(".probe");
    const image = area && [...area.querySelectorAll("img")].find((each) => {
      const box = each.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX < box.right
        && event.clientY >= box.top && event.clientY < box.bottom;
    });
    const text = image ? await sentence(image, event.clientX, event.clientY) : "";
    tip.textContent = text;
    tip.style.display = text ? "block" : "none";
    tip.style.left = `${Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${Math.min(event.clientY + 16, innerHeight - tip.offsetHeight - 4)}px`;
  });
})();

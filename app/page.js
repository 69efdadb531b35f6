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

// What Gradio leaves without a name or a key: examples, pictures under a slider, points in space.
(() => {
  const STEP = 0.02, FAR = 0.1;

  function nameExample(button) {
    const all = [...button.parentElement.querySelectorAll(".gallery-item")];
    button.setAttribute("aria-label", `Example ${all.indexOf(button) + 1}`);
  }

  function titles(slider) {
    const label = slider.closest(".block")?.querySelector("label")?.textContent.trim() ?? "";
    const [left, right] = label.split("|").map((each) => each.trim());
    return [left || "left", right || "right"];
  }

  function nameSlider(slider) {
    const handle = slider.querySelector("[data-testid=slider]");
    if (!handle) return;
    const names = titles(slider);
    slider.querySelectorAll("img").forEach((image, number) => { image.alt = names[number] ?? ""; });
    handle.tabIndex = 0;
    for (const [name, value] of [["role", "slider"], ["aria-valuemin", 0], ["aria-valuemax", 100],
      ["aria-label", `Edge between ${names[0]} and ${names[1]}`]]) handle.setAttribute(name, value);
    tell(handle);
  }

  // Left and right end of the handle's way, and its place, in pixels of the window.
  function way(handle) {
    const box = handle.closest(".slider-wrap").querySelector("img").getBoundingClientRect();
    const mine = handle.getBoundingClientRect();
    return { left: box.left, width: box.width, at: mine.left + mine.width / 2,
             y: mine.top + mine.height / 2 };
  }

  function tell(handle) {
    const { left, width, at } = way(handle);
    if (width) handle.setAttribute("aria-valuenow", Math.round(100 * (at - left) / width));
  }

  // Gradio listens to a drag alone, so that is what it gets.
  function drag(handle, share) {
    const { left, width, at, y } = way(handle);
    const wanted = left + Math.min(Math.max(share, 0), 1) * width;
    const say = (target, type, clientX) => target.dispatchEvent(new MouseEvent(type, {
      bubbles: true, cancelable: true, view: window, clientX, clientY: y }));
    say(handle, "mousedown", at);
    say(window, "mousemove", wanted);
    say(window, "mouseup", wanted);
    requestAnimationFrame(() => tell(handle));
  }

  function wanted(key, share) {
    const steps = { ArrowLeft: -STEP, ArrowDown: -STEP, ArrowRight: STEP, ArrowUp: STEP,
                    PageDown: -FAR, PageUp: FAR };
    if (key in steps) return share + steps[key];
    return { Home: 0, End: 1 }[key];
  }

  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.("[data-testid=slider][role=slider]");
    if (!handle || event.ctrlKey || event.altKey || event.metaKey) return;
    const { left, width, at } = way(handle);
    const share = wanted(event.key, (at - left) / width);
    if (share === undefined) return;
    event.preventDefault();
    drag(handle, share);
  });

  // Babylon turns and nears the points by arrow keys once its canvas can have the focus.
  function nameSpace(canvas) {
    const label = canvas.closest(".block")?.querySelector("label")?.textContent.trim();
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${label || "In space"}; arrow keys turn it`);
  }

  new MutationObserver(() => {
    document.querySelectorAll("canvas:not([aria-label])")
      .forEach((each) => { if (!each.closest("figure")) nameSpace(each); });
  }).observe(document, { childList: true, subtree: true });

  // Loads do not bubble.
  document.addEventListener("load", ({ target: image }) => {
    if (!(image instanceof HTMLImageElement)) return;
    const example = image.closest(".thumbnails .gallery-item");
    if (example) nameExample(example);
    const slider = image.closest(".slider-wrap");
    if (slider) nameSlider(slider);
  }, true);
})();

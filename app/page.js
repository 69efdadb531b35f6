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

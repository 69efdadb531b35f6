// What Gradio leaves without a name or a key: examples, and points in 3-D.
(() => {
  function nameExample(button) {
    const all = [...button.parentElement.querySelectorAll(".gallery-item")];
    button.setAttribute("aria-label", `Example ${all.indexOf(button) + 1}`);
  }

  // Babylon turns and nears the points by arrow keys once its canvas can have the focus.
  function nameSpace(canvas) {
    const label = canvas.closest(".block")?.querySelector("label")?.textContent.trim();
    canvas.tabIndex = 0;
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `${label || "In 3-D"}; arrow keys turn it`);
  }

  // Once a frame at most: the page changes thousands of times while it is built.
  let due = false;
  new MutationObserver(() => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      document.querySelectorAll("canvas:not([aria-label])")
        .forEach((each) => { if (!each.closest("figure")) nameSpace(each); });
    });
  }).observe(document, { childList: true, subtree: true });

  // Loads do not bubble.
  document.addEventListener("load", ({ target: image }) => {
    if (!(image instanceof HTMLImageElement)) return;
    const example = image.closest(".thumbnails .gallery-item");
    if (example) nameExample(example);
  }, true);
})();

// What a page must be for people who use the keyboard, a screen reader, or tired eyes.
(() => {
  const CONTROLS = "a[href], button, input, select, textarea, canvas, summary, [role=button], " +
    "[role=slider], [role=tab], [role=combobox], [tabindex]:not([tabindex='-1'])";
  const shown = (each) => each.offsetParent && getComputedStyle(each).visibility !== "hidden" &&
    !each.closest("[aria-hidden=true]");
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter(shown);
  const told = (each) => `${each.outerHTML.slice(0, 120)} in ${each.closest(".block")?.id}`;
  const text = (each) => (each?.textContent ?? "").trim();

  function named(each) {
    const by = (each.getAttribute("aria-labelledby") ?? "").split(/\s+/);
    return by.some((id) => id && text(document.getElementById(id)))
      || ["aria-label", "title"].some((name) => (each.getAttribute(name) ?? "").trim())
      || [...(each.labels ?? [])].some(text)
      || (!each.matches("input, select, textarea") && (text(each)
        || [...each.querySelectorAll("[aria-label], [title], img[alt]:not([alt=''])")].length > 0));
  }

  // The ring may be the browser's, ours, or a shadow of Gradio's.
  function ringed(each) {
    each.focus({ preventScroll: true });
    if (document.activeElement !== each) return true;
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  }

  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const over = (top, under) => [0, 1, 2].map((i) =>
    top[i] * (top[3] ?? 1) + under[i] * (1 - (top[3] ?? 1)));

  function luminance(colour) {
    const [r, g, b] = colour.map((value) => value / 255)
      .map((value) => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function under(each) {
    const layers = [];
    for (let part = each; part; part = part.parentElement) {
      const style = getComputedStyle(part);
      if (style.backgroundImage !== "none" || style.position === "absolute") return null;
      layers.push(numbers(style.backgroundColor));
    }
    return layers.reverse().filter((layer) => layer.length > 2)
      .reduce((below, layer) => over(layer, below), [255, 255, 255]);
  }

  function pale(each) {
    const ground = under(each), style = getComputedStyle(each);
    if (!ground) return false;
    const [high, low] = [over(numbers(style.color), ground), ground].map(luminance)
      .sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05) < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5);
  }

  const written = (each) => [...each.childNodes].some((node) =>
    node.nodeType === Node.TEXT_NODE && node.data.trim());

  const paleOnes = () => [...document.querySelectorAll("body *")].filter((each) => shown(each)
    && written(each) && !each.closest("[disabled], svg, .icon-wrap, .modebar, .cm-editor")
    && pale(each)).map((each) => `${getComputedStyle(each).color}: ${text(each).slice(0, 40)}`);

  // Colours that are still on their way would be those of neither scheme.
  addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.textContent = "*, *::before { transition: none !important; }";
    document.head.append(style);
  });

  window.audit = {
    // All but the view in 3-D, which a software renderer takes long for; a walk of its own opens it.
    unfold: () => [...document.querySelectorAll("button.label-wrap:not(.open), details:not([open])")]
      .filter((each) => shown(each) && !text(each).includes("3-D")).forEach((each) => each.matches("details") ? each.open = true : each.click()),
    nameless: () => controls().filter((each) => !named(each)).map(told),
    // Radio buttons are one stop together, and Gradio puts a button into its download link.
    unreachable: () => controls().filter((each) => each.tabIndex < 0 && !each.disabled
      && !each.matches("[type=radio]")).map(told),
    ringless: () => controls().filter((each) => each.tabIndex >= 0 && !each.disabled
      && !ringed(each)).map(told),
    pale: paleOnes,
    pale_in_the_dark: () => {
      document.body.classList.add("dark");
      const found = paleOnes();
      document.body.classList.remove("dark");
      return found;
    },
    wide: () => document.documentElement.scrollWidth - innerWidth,
  };
})();

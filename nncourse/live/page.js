// What figures and questions share: elements of the page, and the colours of its theme.

/** An element with attributes and children.  JupyterLab looks at the focused element alone: without the last
 *  attribute its shortcuts swallow the arrow keys. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  const pressed = ["input", "select", "button", "summary"].includes(tag) && { "data-lm-suppress-shortcuts": "true" };
  for (const [name, value] of Object.entries({ ...attributes, ...pressed })) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export const button = (text, onclick) => Object.assign(make("button", { type: "button" }, text), { onclick });

/** Give an element the palette of the page's theme, now and whenever it changes; returns what ends that. */
export function themed(root, palettes, changed = () => {}) {
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const colour = () => {
    const light = document.body.dataset.jpThemeLight, dark = light ? light === "false" : scheme.matches;
    const palette = palettes[dark ? "dark" : "light"];
    for (const tone of ["page", "ink", "muted", "grid"]) root.style.setProperty(`--nn-${tone}`, palette[tone]);
    changed(palette);
  };
  const lab = new MutationObserver(colour);
  lab.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  scheme.addEventListener("change", colour);
  colour();
  return () => { lab.disconnect(); scheme.removeEventListener("change", colour); };
}

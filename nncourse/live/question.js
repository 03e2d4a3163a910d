// A question card: native radio buttons in a fieldset, a button, a polite reply.  The key is not here.

const NEXT = { // what a learner does between committing and comparing
  figure: "Noted. Now try it in the figure; then come back and compare.",
  result: "Noted. Now open the result or the explanation below; then come back and compare.",
};

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

function render({ model, el }) {
  const { text, options, quiz, by, palettes } = model.get("card");
  const group = `nn-${crypto.randomUUID()}`;
  const radios = options.map((_, k) => make("input", { type: "radio", name: group, id: `${group}-${k}` }));
  const fieldset = make("fieldset", {}, make("legend", {}, text),
    ...options.map((option, k) => make("div", { class: "nn-option" }, radios[k], make("label", { for: `${group}-${k}` }, option))));
  const button = make("button", { type: "button" });
  const reply = make("p", { class: "nn-reply", "aria-live": "polite" });
  const root = make("div", { class: "nn-question" }, fieldset, button, reply);
  // JupyterLab looks at the focused element alone: without this its shortcuts swallow the arrow keys.
  for (const node of root.querySelectorAll("input, button")) node.setAttribute("data-lm-suppress-shortcuts", "true");
  el.append(root);

  button.addEventListener("click", () => {
    const option = radios.findIndex((radio) => radio.checked);
    if (!quiz && model.get("chosen") >= 0) model.send({ type: "compare" });
    else if (option < 0) reply.textContent = "Choose an answer first.";
    else model.send({ type: "commit", option });
  });

  function show() {
    const chosen = model.get("chosen"), said = model.get("reply");
    if (chosen >= 0 && !radios.some((radio) => radio.checked)) radios[chosen].checked = true;
    const committed = !quiz && chosen >= 0;
    fieldset.disabled = committed;
    radios.forEach((radio, k) => radio.parentNode.classList.toggle("nn-chosen", committed && k === chosen));
    button.textContent = quiz ? "Check" : committed ? `Compare with the ${by}` : "Commit my prediction";
    button.hidden = committed && said !== "";
    reply.textContent = said || (committed ? NEXT[by] : "");
  }
  const colour = () => {
    const theme = document.body.dataset.jpThemeLight;
    const dark = theme ? theme === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
    for (const tone of ["page", "ink", "muted", "grid"]) root.style.setProperty(`--nn-${tone}`, palettes[dark ? "dark" : "light"][tone]);
  };
  const themed = new MutationObserver(colour);
  themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  model.on("change:chosen", show);
  model.on("change:reply", show);
  colour();
  show();
  return () => { themed.disconnect(); model.off("change:chosen", show); model.off("change:reply", show); };
}

export default { render };

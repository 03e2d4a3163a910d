// A question card: native radio buttons in a fieldset (before a class: counters of hands), a button, a polite reply; no key.

import { make, themed } from "./page.js";

function render({ model, el }) {
  const { text, options, quiz, tally, by, next, palettes } = model.get("card");
  const group = `nn-${crypto.randomUUID()}`;
  const inputs = options.map((_, k) => make("input", { id: `${group}-${k}`, ...(tally ? { type: "number", min: 0, value: 0 } : { type: "radio", name: group }) }));
  const rows = options.map((option, k) => make("div", { class: "nn-option" }, inputs[k], make("label", { for: inputs[k].id }, option)));
  if (tally) rows.forEach((row, k) => { // a number can be typed, and the keys + and - are the two buttons
    const count = (n) => { model.set("counts", model.get("counts").with(k, Math.max(0, Math.round(n)))); model.save_changes(); };
    const hand = (sign, words, by) => Object.assign(make("button", { type: "button", "aria-label": `${words}: ${options[k]}` }, sign),
      { onclick: () => count(model.get("counts")[k] + by) });
    const less = hand("−", "one less", -1), more = hand("+", "one more", 1);
    row.prepend(less, inputs[k], more);
    inputs[k].oninput = () => count(Number(inputs[k].value));
    row.onkeydown = (event) => { const key = { "-": less, "+": more }[event.key]; if (key) { key.click(); event.preventDefault(); } };
  });
  const fieldset = make("fieldset", {}, make("legend", {}, text), ...rows);
  const button = make("button", { type: "button" }), reply = make("p", { class: "nn-reply", "aria-live": "polite", tabindex: -1 });
  const root = make("div", { class: tally ? "nn-question nn-large" : "nn-question" }, fieldset, button, reply);
  el.append(root);

  button.addEventListener("click", () => {
    const option = inputs.findIndex((input) => input.checked);
    if (tally) model.send({ type: "show" });
    else if (!quiz && model.get("chosen") >= 0) model.send({ type: "compare" });
    else if (option < 0) reply.textContent = "Choose an answer first.";
    else model.send({ type: "commit", option });
  });
  function show() {
    const chosen = model.get("chosen"), said = model.get("reply"), committed = !quiz && chosen >= 0;
    if (chosen >= 0 && !inputs.some((input) => input.checked)) inputs[chosen].checked = true;
    fieldset.disabled = committed;
    rows.forEach((row, k) => { row.classList.toggle("nn-chosen", committed && k === chosen); row.classList.toggle("nn-right", k === model.get("right")); });
    model.get("counts")?.forEach((n, k) => { if (Number(inputs[k].value) !== n) inputs[k].value = n; });
    button.textContent = tally ? "Show the answer" : quiz ? "Check" : committed ? `Compare with the ${by}` : "Commit my prediction";
    if ((committed || tally) && said && document.activeElement === button) reply.focus(); // a button that goes would take the focus along
    button.hidden = (committed || tally) && said !== "";
    reply.textContent = said || (committed ? next : "");
  }
  model.on("change", show);
  show();
  const end = themed(root, palettes);
  return () => { end(); model.off("change", show); };
}

export default { render };

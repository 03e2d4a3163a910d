// The live figure in the page: native inputs, a canvas, a sentence.  It sends the newest control values, waits for
// the scene that belongs to them, then sends the newest again: frames may be dropped, a stale one never wins.
// A figure is a pure function of its controls, so a scene seen once is remembered and shown without waiting.

import { layout, paint } from "./canvas.js";

const PATIENCE = 5000; // ms without an answer before the figure says that Python is silent
const MEMORY = 256; // scenes a figure remembers
const AHEAD = 2; // scenes it asks for in advance, in the direction of the last move,
const IDLE = 25; // once nothing has moved for so many ms
const PACE = 50; // ms between two messages to a kernel whose scenes are known
const states = new WeakMap(); // one state for each model, shared by all its views

/** What a figure shows and what it waits for. */
function stateOf(model) {
  if (states.has(model)) return states.get(model);
  const { controls } = model.get("declaration");
  const state = { waiting: 0, next: null, serial: 0, notice: "", views: new Set() };
  const memory = new Map(); // control values → scene, the oldest first
  const key = (values) => JSON.stringify(controls.map(({ name }) => values[name]));
  let silence = 0, idle = 0, later = 0, moved = null, received = []; // received: what "null, as before" in a scene refers to
  states.set(model, state);

  const keep = (message, buffers, before) => {
    const panels = message.panels.map((panel, p) => ({
      ...panel, layers: panel.layers.map((layer, k) => (layer === null ? before[p].layers[k] : decode(layer, buffers))),
    }));
    memory.delete(key(message.values));
    memory.set(key(message.values), { panels, sentence: message.sentence });
    if (memory.size > MEMORY) memory.delete(memory.keys().next().value);
    return panels;
  };
  const show = (values) => {
    if (!memory.has(key(values))) return false;
    Object.assign(state, memory.get(key(values)));
    return true;
  };
  state.values = model.get("first").values;
  received = keep(model.get("first"), null, []);
  show(state.values);

  const tell = (what) => state.views.forEach((view) => view[what]());
  const silent = () => { state.notice = "No answer from Python: it is busy with another cell, or it has stopped. " +
    "If it has stopped, run this cell again."; tell("note"); };
  const post = (message, failed) => { try { Promise.resolve(model.send(message)).catch(failed); } catch { failed(); } };
  const flush = () => {
    if (state.waiting || !state.next) return;
    state.waiting = ++state.serial;
    const values = state.next;
    state.next = null;
    clearTimeout(silence);
    silence = setTimeout(silent, PATIENCE);
    post({ type: "set", serial: state.waiting, values, known: memory.has(key(state.values)) }, silent);
  };
  /** Tell the kernel: at once where its scene is needed, in its own time where the scene is known. */
  const send = () => {
    if (!memory.has(key(state.values))) return flush();
    later ||= setTimeout(() => { later = 0; flush(); }, PACE);
  };
  /** Ask for a scene that the next move may want. */
  const lookAhead = () => {
    if (state.waiting || !moved) return;
    const { name, step, lo, hi } = moved.control;
    for (let k = 1; k <= AHEAD; k++) {
      const value = Number((state.values[name] + k * moved.sign * step).toFixed(9));
      if (value < lo || value > hi) return;
      const values = follow({ ...state.values, [name]: value }, [name]);
      if (!memory.has(key(values))) return post({ type: "ahead", values }, () => {});
    }
  };
  /** Set the controls that are opposite to those just chosen. */
  const follow = (values, chosen) => {
    for (const { name, opposite_of: other } of controls) {
      if (!other) continue;
      if (chosen.includes(name)) values[other] = -values[name];
      else if (chosen.includes(other)) values[name] = -values[other];
    }
    return values;
  };
  state.set = (values) => {
    clearTimeout(idle);
    const control = controls.find(({ name, kind }) => name in values && kind === "Slider");
    moved = control ? { control, sign: values[control.name] < state.values[control.name] ? -1 : 1 } : null;
    follow(Object.assign(state.values, values), Object.keys(values));
    state.next = { ...state.next, ...values };
    if (show(state.values)) tell("draw");
    tell("controls");
    send();
  };
  post({ type: "hello" }, () => {}); // a page that was loaded again asks what the figure shows now
  model.on("msg:custom", (message, buffers) => {
    const { panels, notice } = state;
    if (message.type === "ahead") keep(message, buffers, []);
    if (message.type === "scene" || message.type === "error") {
      clearTimeout(silence);
      if (message.serial === state.waiting) state.waiting = 0;
      state.notice = message.type === "error" ? message.text : "";
    }
    if (message.type === "scene") {
      if (message.panels) received = keep(message, buffers, received);
      state.values = follow({ ...message.values, ...state.next }, Object.keys(state.next ?? {})); // moves made since are newer
      if (!show(state.values) && !show(message.values)) post({ type: "hello" }, () => {});
      tell("controls");
    }
    send();
    tell(state.panels === panels && state.notice === notice ? "settle" : "draw");
    clearTimeout(idle);
    idle = setTimeout(lookAhead, IDLE);
  });
  return state;
}

function decode(layer, buffers) {
  if (layer.kind !== "Field") return layer;
  const view = buffers ? buffers[layer.codes] : layer.codes;
  return { ...layer, codes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength) };
}

const darkPage = () => {
  const theme = document.body.dataset.jpThemeLight;
  return theme ? theme === "false" : matchMedia("(prefers-color-scheme: dark)").matches;
};

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

/** A native input for a control: its element, and how to show a value. */
function control(declared, id, set) {
  const { kind, name, label } = declared;
  if (kind === "Choice") {
    const input = make("select", { id }, ...declared.options.map((option) => make("option", { value: option }, option)));
    input.addEventListener("change", () => set({ [name]: input.value }));
    return { node: make("div", { class: "nn-control" }, make("label", { for: id }, label), input),
             show: (value) => { input.value = value; } };
  }
  if (kind === "Toggle") {
    const input = make("input", { id, type: "checkbox" });
    input.addEventListener("change", () => set({ [name]: input.checked }));
    return { node: make("div", { class: "nn-control nn-toggle" }, input, make("label", { for: id }, label)),
             show: (value) => { input.checked = value; } };
  }
  if (kind === "Places") return places(declared, id, set);
  const input = make("input", { id, type: "range", min: declared.lo, max: declared.hi, step: declared.step });
  const output = make("output", { for: id, "aria-hidden": "true" });
  input.addEventListener("input", () => set({ [name]: Number(input.value) }));
  return {
    node: make("div", { class: "nn-control" }, make("label", { for: id }, label), output, input),
    show: (value) => {
      const text = `${Number(value.toFixed(6))}${declared.unit}`.replace("-", "−");
      if (Number(input.value) !== value) input.value = value;
      if (output.textContent === text) return; // every write to the page costs a layout
      output.textContent = text;
      input.setAttribute("aria-valuetext", text.replace("−", "minus "));
    },
  };
}

/** Places are dragged in the picture; without a mouse one is chosen and moved by two sliders. */
function places({ name, label, lo, hi, step, start }, id, set) {
  let rows = start;
  const names = start.map((_, k) => make("option", { value: k }));
  const which = make("select", { id: `${id}-which` }, ...names);
  const axes = ["across", "up"].map((word) => make("input", { id: `${id}-${word}`, type: "range", min: lo, max: hi, step }));
  const show = (value) => {
    rows = value;
    names.forEach((option, k) => { option.textContent = `${k + 1}: (${rows[k].join(", ")})`; });
    axes.forEach((axis, j) => { axis.value = rows[which.value][j]; });
  };
  which.addEventListener("change", () => show(rows));
  axes.forEach((axis, j) => axis.addEventListener("input", () => {
    const moved = rows[which.value].map((old, k) => (k === j ? Number(axis.value) : old));
    set({ [name]: rows.map((row, k) => (k === Number(which.value) ? moved : row)) });
  }));
  const labelled = (input, text) => [make("label", { for: input.id }, text), input];
  const byKey = make("details", {}, make("summary", {}, "or choose one and move it"), ...labelled(which, "which"),
    ...labelled(axes[0], "across"), ...labelled(axes[1], "up"));
  return { node: make("div", { class: "nn-control" }, label, byKey), show };
}

function render({ model, el }) {
  const state = stateOf(model);
  const { controls, palettes, code, title } = model.get("declaration");
  const id = `nn-${crypto.randomUUID()}`; // each figure is a module of its own: no counter is shared
  const inputs = {};
  const panel = make("div", { class: "nn-controls" }), more = make("details", {}, make("summary", {}, "more"));
  for (const declared of controls) {
    inputs[declared.name] = control(declared, `${id}-${declared.name}`, (values) => state.set(values));
    (declared.more ? more : panel).append(inputs[declared.name].node);
  }
  if (more.children.length > 1) panel.append(more);
  const canvas = make("canvas", { role: "img", "aria-label": state.sentence });
  const picture = make("div", { class: "nn-picture" }, canvas);
  const sentence = make("p", { class: "nn-sentence" });
  const spoken = make("p", { class: "nn-spoken", "aria-live": "polite" });
  const button = (text, action) => {
    const node = make("button", { type: "button" }, text);
    node.addEventListener("click", action);
    return node;
  };
  const start = () => Object.fromEntries(controls.map((declared) => [declared.name, declared.start]));
  const tools = make("div", { class: "nn-tools" },
    button("reset", () => state.set(start())),
    button("copy as code", () => copy(code, controls, state.values, spoken)));
  const root = make("div", { class: "nn-figure", role: "group", "aria-label": title },
    make("div", { class: "nn-body" }, panel, picture), make("div", { class: "nn-foot" }, sentence, tools), spoken);
  // JupyterLab looks at the focused element alone: without this its shortcuts swallow the arrow keys.
  for (const node of root.querySelectorAll("input, select, button, summary")) node.setAttribute("data-lm-suppress-shortcuts", "true");
  el.append(root);

  let width = 0, places = null, theme = null, asked = 0, rest = 0, said = state.sentence; // what stands there needs no announcement
  const view = {
    controls() { for (const [name, input] of Object.entries(inputs)) input.show(state.values[name]); },
    note() { if (state.notice) sentence.textContent = spoken.textContent = state.notice; },
    draw() { asked ||= requestAnimationFrame(now); },
    settle() { if (!asked) mark(); },
  };
  function now() {
    asked = 0;
    if (!width) return;
    const palette = palettes[darkPage() ? "dark" : "light"];
    if (theme !== palette) {
      theme = palette;
      for (const tone of ["page", "ink", "muted", "grid"]) root.style.setProperty(`--nn-${tone}`, palette[tone]);
    }
    places = layout(state.panels, width);
    const ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(places.height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(places.height * ratio);
      canvas.style.height = `${places.height}px`;
    }
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(ctx, state.panels, places, palette);
    const words = state.notice || state.sentence;
    if (sentence.textContent !== words) sentence.textContent = words;
    mark();
    clearTimeout(rest);
    rest = setTimeout(atRest, 600);
  }

  /** Say in the page's attributes how far the figure is: what tests wait for. */
  function mark() {
    root.dataset.serial = state.serial;
    root.dataset.settled = !state.waiting && !state.next;
  }

  /** What is said and named changes when the hand rests, not with every drag. */
  function atRest() {
    const words = state.notice || state.sentence;
    if (said !== words) spoken.textContent = said = words;
    canvas.setAttribute("aria-label", state.sentence);
  }

  // Handles: a press within reach takes the nearest one; dragging sets the controls it names.
  let held = null;
  const within = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  };
  const reach = ([px, py]) => {
    let best = null, least = 24;
    state.panels.forEach((each, p) => each.layers.forEach((layer) => {
      if (layer.kind !== "Handle" || !places) return;
      const box = places.boxes[p], distance = Math.hypot(box.toX(layer.x) - px, box.toY(layer.y) - py);
      if (distance < least) [best, least] = [{ layer, p }, distance];
    }));
    return best;
  };
  const snapped = (name, value) => {
    const { lo, hi, step } = controls.find((declared) => declared.name === name);
    return Number(Math.min(hi, Math.max(lo, lo + Math.round((value - lo) / step) * step)).toFixed(9));
  };
  canvas.addEventListener("pointerdown", (event) => {
    held = reach(within(event));
    if (held) { canvas.setPointerCapture(event.pointerId); event.preventDefault(); }
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = within(event);
    canvas.style.cursor = held ? "grabbing" : reach(at) ? "grab" : "";
    if (!held) return;
    const box = places.boxes[held.p], values = {}, { horizontal, vertical, places: rows, row } = held.layer;
    if (horizontal) values[horizontal] = snapped(horizontal, box.fromX(at[0]));
    if (vertical) values[vertical] = snapped(vertical, box.fromY(at[1]));
    if (rows) values[rows] = state.values[rows].with(row, [snapped(rows, box.fromX(at[0])), snapped(rows, box.fromY(at[1]))]);
    if (Object.entries(values).some(([name, value]) => !same(state.values[name], value))) state.set(values);
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = null; });
  canvas.addEventListener("touchstart", (event) => { if (held) event.preventDefault(); }, { passive: false });

  const resized = new ResizeObserver(([entry]) => {
    // Asking for the width in every frame would force a layout; and JupyterLab hides the page while the theme changes.
    width = Math.floor(entry.contentRect.width) || width;
    view.draw();
  });
  resized.observe(picture);
  const themed = new MutationObserver(view.draw);
  themed.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", view.draw);
  state.views.add(view);
  view.controls();
  view.draw();
  return () => {
    state.views.delete(view);
    resized.disconnect();
    themed.disconnect();
    scheme.removeEventListener("change", view.draw);
  };
}

/** Put the one call that rebuilds this state on the clipboard; say so, or show it where the clipboard is closed. */
async function copy(code, controls, values, spoken) {
  const write = { Toggle: (v) => (v ? "True" : "False"), Choice: JSON.stringify, Places: JSON.stringify,
                  Slider: (v) => String(Number(v.toFixed(9))) };
  const changed = controls.filter((c) => !same(values[c.name], c.start) && !c.opposite_of);
  const call = `live(${[`figures.${code}`, ...changed.map((c) => `${c.name}=${write[c.kind](values[c.name])}`)].join(", ")})`;
  try { await navigator.clipboard.writeText(call); spoken.textContent = `Copied: ${call}`; } catch { window.prompt("Copy this line:", call); }
}

export default { render };

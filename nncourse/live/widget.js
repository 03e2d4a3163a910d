// The live figure in the page: native inputs, a canvas, a sentence.  It sends the newest control values, waits for
// the scene that belongs to them, then sends the newest again: frames may be dropped, a stale one never wins.
// A figure is a pure function of its controls, so a scene seen once is remembered and shown without waiting.

import { layout, paint } from "./canvas.js";
import { button, make, themed } from "./page.js";

const PATIENCE = 5000; // ms without an answer before the figure says that Python is silent
const MEMORY = 128; // scenes a figure remembers: more than a training has epochs to show
const AHEAD = 2; // scenes it asks for in advance, in the direction of the last move,
const IDLE = 25; // once nothing has moved for so many ms
const TWICE = 400; // ms in which two presses are a double click
const PACE = 50; // ms between two messages to a kernel whose scenes are known
const states = new WeakMap(); // one state for each model, shared by all its views

/** What a figure shows and what it waits for. */
function stateOf(model) {
  if (states.has(model)) return states.get(model);
  const { controls } = model.get("declaration");
  const state = { waiting: 0, next: null, serial: 0, notice: "", views: new Set(), ghost: null };
  const memory = new Map(); // control values → scene, the oldest first
  const key = (values) => JSON.stringify(controls.map(({ name }) => values[name]));
  let silence = 0, idle = 0, later = 0, moved = null;
  let edition = 0, received = []; // what a scene refers to with "null, as before", and by what it does not say of a panel
  states.set(model, state);

  const keep = (message, buffers) => {
    if (message.since && message.since !== edition) return; // told against a scene that this page has not received
    const panels = message.panels.map((panel, p) => ({
      ...received[p], ...panel, layers: panel.layers.map((layer, k) => (layer === null ? received[p].layers[k] : decode(layer, buffers))),
    }));
    memory.delete(key(message.values));
    memory.set(key(message.values), { panels, sentence: message.sentence, goal: message.goal });
    if (memory.size > MEMORY) memory.delete(memory.keys().next().value);
    if (message.edition) [edition, received] = [message.edition, panels];
  };
  const show = (values) => {
    if (!memory.has(key(values))) return false;
    Object.assign(state, memory.get(key(values)));
    return true;
  };
  state.values = model.get("first").values;
  keep(model.get("first"));
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
    const { panels } = state;
    if (!show(state.values)) state.panels = driven(panels, values);
    if (state.panels !== panels) tell("draw");
    tell("controls");
    send();
  };
  state.known = () => memory.has(key(state.values));
  state.seen = () => !state.waiting && state.known() && state.painted === state.panels;
  post({ type: "hello" }, () => {}); // a page that was loaded again asks what the figure shows now
  model.on("msg:custom", (message, buffers) => {
    const { panels, notice } = state;
    if (message.panels) keep(message, buffers);
    if (message.type === "scene" || message.type === "error") {
      clearTimeout(silence);
      if (message.serial === state.waiting) state.waiting = 0;
      state.notice = message.type === "error" ? message.text : "";
    }
    if (message.type === "scene") {
      state.values = follow({ ...message.values, ...state.next }, Object.keys(state.next ?? {})); // moves made since are newer
      if (!show(state.values)) {
        if (show(message.values)) state.panels = driven(state.panels, state.values); // weights moved since are newer
        else post({ type: "hello" }, () => {});
      }
      tell("controls");
    }
    send();
    tell(state.panels === panels && state.notice === notice ? "settle" : "draw");
    clearTimeout(idle);
    idle = setTimeout(lookAhead, IDLE);
  });
  return state;
}

/** The panels with the weights that these controls set, until the kernel's scene comes. */
function driven(panels, values) {
  const follow = (layer) => {
    const names = Object.keys(values).filter((name) => name in (layer.driven ?? {}));
    if (!names.length) return layer;
    const net = structuredClone(layer);
    for (const name of names) {
      const [which, l, j, k] = net.driven[name];
      if (which === "W") net.weights[l - 1][j][k] = values[name];
      else net.biases[l - 1][j] = values[name];
    }
    return net;
  };
  const followed = panels.map((panel) => ({ ...panel, layers: panel.layers.map(follow) }));
  const moved = followed.some((panel, p) => panel.layers.some((layer, k) => layer !== panels[p].layers[k]));
  return moved ? followed : panels;
}

function decode(layer, buffers) {
  if (layer.kind !== "Field") return layer;
  const view = buffers ? buffers[layer.codes] : layer.codes;
  return { ...layer, codes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength) };
}

const say = (value) => (typeof value === "number" ? String(Number(value.toFixed(6))).replace("-", "−") : String(value));

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** A native input for a control: its element, and how to show a value. */
function control(declared, id, state, endings) {
  const set = (values) => state.set(values);
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
  if (kind === "Places") return { node: make("p", {}, label), show() {} }; // their knobs are in the picture
  const { typed, lo, hi } = declared; // a typed number is taken when it is finished, with Enter or on leaving the field
  const input = make("input", { id, type: typed ? "number" : "range", min: lo, max: hi, step: typed ? "any" : declared.step });
  const output = make("output", { for: id, "aria-hidden": "true" });
  const take = () => {
    const value = Math.min(hi, Math.max(lo, Number(input.value)));
    if (typed) input.value = value;
    set({ [name]: value });
  };
  input.addEventListener(typed ? "change" : "input", take);
  if (typed) input.addEventListener("keydown", ({ key }) => key === "Enter" && take());
  const node = make("div", { class: "nn-control" }, make("label", { for: id }, label), ...(typed ? [] : [output]), input);
  if (declared.play) node.append(player(declared, id, state, endings));
  const trial = declared.dial && dial(declared, state, endings);
  if (trial) node.append(trial.node);
  return {
    node,
    show: (value) => {
      const text = say(value) + declared.unit;
      if (trial) trial.outdated();
      if (Number(input.value) !== value && !(typed && input.matches(":focus"))) input.value = value; // nobody is typing
      if (output.textContent === text) return; // every write to the page costs a layout
      output.textContent = text;
      input.setAttribute("aria-valuetext", text.replace("−", "minus "));
    },
  };
}

/** Buttons that play a slider: every value gets its picture, and the next one waits for it. */
function player({ name, label, lo, hi, step, play }, id, state, endings) {
  let timer = 0;
  const speed = make("select", { id: `${id}-speed`, "aria-label": `speed of ${label}` },
    ...[0.25, 1, 4].map((times) => make("option", { value: times, ...(times === 1 ? { selected: "" } : {}) }, `${times} ×`)));
  const pause = () => { clearInterval(timer); timer = 0; toggle.textContent = "play"; };
  const forward = () => {
    const next = Number((state.values[name] + step).toFixed(9));
    if (next > hi) pause();
    else state.set({ [name]: next });
  };
  const start = () => {
    endings.forEach((end) => end());
    if (state.values[name] >= hi) state.set({ [name]: lo });
    timer = setInterval(() => state.seen() && forward(), 1000 / (play * speed.value));
    toggle.textContent = "pause";
  };
  const toggle = button("play", () => (timer ? pause() : start()));
  speed.addEventListener("change", () => timer && start());
  endings.push(pause);
  return make("div", { class: "nn-play" }, toggle, button("step", () => { pause(); forward(); }),
    button("to the start", () => { pause(); state.set({ [name]: lo }); }), speed);
}

/** A button that tries every value of a slider, one after the other, and says how many scenes reach their goal. */
function dial({ name, label, lo, hi, step }, state, endings) {
  let timer = 0, before = null, tried = null, told = "";
  const words = make("p", { "aria-live": "polite" }), count = Math.round((hi - lo) / step) + 1, title = `try all ${count}`;
  const end = () => { clearInterval(timer); timer = 0; toggle.textContent = title; words.ariaBusy = "false"; };
  const go = (value) => { state.set({ [name]: value }); tried = { ...state.values }; };
  const toggle = button(title, () => {
    if (timer) { end(); return state.set({ [name]: before }); }
    endings.forEach((stop) => stop());
    const reached = [];
    before = state.values[name];
    go(lo);
    toggle.textContent = "stop";
    words.ariaBusy = "true"; // it is read out at the end
    timer = setInterval(() => {
      if (!state.seen()) return;
      if (!same(state.values, tried)) return end(); // a control was moved: these counts would mix two settings
      const value = tried[name], next = Number((value + step).toFixed(9));
      if (state.goal) reached.push(value);
      if (next > hi) end();
      words.textContent = told = `${label}: ${reached.length} of ${Math.round((next - lo) / step)} reach the goal${reached.length ? ` (${reached.map(say).join(", ")})` : ""}.`;
      if (timer) go(next); else state.set({ [name]: before });
    }, 60);
  });
  endings.push(end);
  const outdated = () => { // what was counted stays, and says so when another control has moved since
    const text = !timer && told && !same({ ...state.values, [name]: 0 }, { ...tried, [name]: 0 }) ? `With other settings, ${told}` : told;
    if (words.textContent !== text) Object.assign(words, { ariaBusy: "true", textContent: text });
  };
  return { node: make("div", { class: "nn-play" }, toggle, words), outdated };
}

function render({ model, el }) {
  const state = stateOf(model);
  const { controls, palettes, code, title, large = 1 } = model.get("declaration"); // large: for a class at the back of the room
  const id = `nn-${crypto.randomUUID()}`; // each figure is a module of its own: no counter is shared
  const inputs = {}, endings = []; // endings: what stops all that moves by itself
  const panel = make("div", { class: "nn-controls" }), more = make("details", {}, make("summary", {}, "more"));
  for (const declared of controls.filter(({ hidden }) => !hidden)) {
    inputs[declared.name] = control(declared, `${id}-${declared.name}`, state, endings);
    (declared.more ? more : panel).append(inputs[declared.name].node);
  }
  if (more.children.length > 1) panel.append(more);
  const canvas = make("canvas", { role: "img", "aria-label": state.sentence });
  const picture = make("div", { class: "nn-picture" }, canvas);
  const sentence = make("p", { class: "nn-sentence" });
  const spoken = make("p", { class: "nn-spoken", "aria-live": "polite" });
  const start = () => Object.fromEntries(controls.filter(({ hidden }) => !hidden).map((declared) => [declared.name, declared.start]));
  const ghostly = make("p", { class: "nn-ghost" });
  const ghost = button("keep as ghost", () => {
    if (!state.ghost && !state.known()) return; // its picture is still on the way
    state.ghost = state.ghost ? null : { values: { ...state.values }, panels: state.panels };
    state.views.forEach((each) => each.draw());
  });
  const swap = button("swap", () => {
    const { values } = state.ghost;
    if (!state.known()) return;
    state.ghost = { values: { ...state.values }, panels: state.panels };
    state.set({ ...values });
  });
  const tools = make("div", { class: "nn-tools" }, ghost, swap,
    button("reset", () => { endings.forEach((end) => end()); state.set(start()); }),
    button("copy as code", () => copy(code, controls, state.values, spoken)));
  const root = make("div", { class: large > 1 ? "nn-figure nn-large" : "nn-figure", role: "group", "aria-label": title },
    make("div", { class: "nn-body" }, panel, picture), make("div", { class: "nn-foot" }, sentence, tools), ghostly, spoken);
  el.append(root);

  let width = 0, places = null, palette = null, asked = 0, rest = 0, said = state.sentence; // what stands there needs no announcement
  const view = {
    controls() { for (const [name, input] of Object.entries(inputs)) input.show(state.values[name]); },
    note() { if (state.notice) sentence.textContent = spoken.textContent = state.notice; },
    draw() { asked ||= requestAnimationFrame(now); },
    settle() { if (!asked) mark(); },
  };
  function now() {
    asked = 0;
    if (!width) return;
    places = layout(state.panels, width / large);
    const ratio = window.devicePixelRatio || 1;
    const size = { width: Math.round(width * ratio), height: Math.round(places.height * large * ratio) };
    if (canvas.width !== size.width || canvas.height !== size.height) {
      Object.assign(canvas, size);
      canvas.style.height = `${places.height * large}px`;
    }
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio * large, 0, 0, ratio * large, 0, 0);
    paint(ctx, state.panels, places, palette, state.ghost?.panels);
    state.painted = state.panels;
    shadow();
    reachable();
    const words = state.notice || state.sentence;
    if (sentence.textContent !== words) sentence.textContent = words;
    mark();
    clearTimeout(rest);
    rest = setTimeout(atRest, 600);
  }

  /** Say what the ghost shows, by the controls that differ. */
  function shadow() {
    const differ = controls.filter(({ name }) => state.ghost && !same(state.ghost.values[name], state.values[name]));
    const words = differ.map(({ name, label, kind }) => (kind === "Places" ? "other places"
      : `${label} ${say(state.ghost.values[name])}, now ${say(state.values[name])}`));
    ghost.textContent = state.ghost ? "drop the ghost" : "keep as ghost";
    swap.hidden = !words.length;
    ghostly.textContent = state.ghost ? `Faint: ${words.join("; ") || "the same settings"}.` : "";
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

  const declared = Object.fromEntries(controls.map((each) => [each.name, each]));
  const snapped = (name, value) => {
    const { lo, hi, step } = declared[name];
    return Number(Math.min(hi, Math.max(lo, lo + Math.round((value - lo) / step) * step)).toFixed(9));
  };
  /** The values that a handle moves, across and up; of a row that is no longer there, nothing. */
  const valuesOf = ({ horizontal, vertical, places: rows, row }) =>
    (rows ? state.values[rows][row] ?? [] : [state.values[horizontal], state.values[vertical]]);
  /** Move the values of a handle; what else stands in a row stays. */
  function put(handle, across, up) {
    const { horizontal, vertical, places: rows, row } = handle, [x, , ...rest] = valuesOf(handle), values = {};
    if (horizontal) values[horizontal] = snapped(horizontal, across);
    if (vertical) values[vertical] = snapped(vertical, up);
    if (rows && x !== undefined) values[rows] = state.values[rows].with(row, [snapped(rows, across), snapped(rows, up), ...rest]);
    if (Object.entries(values).some(([name, value]) => !same(state.values[name], value))) state.set(values);
  }
  const removable = ({ places: rows, row }) => row < state.values[rows]?.length && state.values[rows].length > (declared[rows].least ?? Infinity);
  const remove = (handle) => removable(handle) && state.set({ [handle.places]: state.values[handle.places].toSpliced(handle.row, 1) });

  /** Every handle is a button over the picture: Tab reaches it, arrows move it, Delete removes what can be removed. */
  const knobs = [], keys = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1], Delete: remove, Backspace: remove };
  function keyed(knob, event) {
    const action = keys[event.key], { handle } = knob, step = (name) => declared[handle.places || name]?.step;
    if (!action) return;
    event.preventDefault();
    if (action === remove) return remove(handle);
    const [x, y] = valuesOf(handle);
    put(handle, x + action[0] * step(handle.horizontal), y + action[1] * step(handle.vertical));
  }
  function reachable() {
    const handles = state.panels.flatMap((panel, p) => panel.layers.filter(({ kind }) => kind === "Handle").map((handle) => ({ handle, box: places.boxes[p] })));
    while (knobs.length < handles.length) {
      const knob = make("button", { type: "button", class: "nn-knob" });
      knob.addEventListener("keydown", (event) => keyed(knob, event));
      knobs.push(knob);
      picture.append(knob);
    }
    for (const knob of knobs.splice(handles.length)) {
      if (knob.matches(":focus")) knobs.at(-1)?.focus();
      knob.remove();
    }
    handles.forEach(({ handle, box }, k) => {
      const moved = controls.filter(({ name }) => name === handle.horizontal || name === handle.vertical);
      const name = handle.places ? `${handle.row + 1} at (${[handle.x, handle.y].map(say).join(", ")})`
        : moved.map((control) => `${control.label} ${say(state.values[control.name])}${control.unit}`).join(", ");
      const words = `${name}: move it with the arrow keys${removable(handle) ? ", remove it with Delete" : ""}`;
      const at = Object.assign(knobs[k], { handle, box, at: [box.toX(handle.x), box.toY(handle.y)] }).at;
      knobs[k].style.translate = at.map((pixels) => `${large * pixels - 14}px`).join(" ");
      if (knobs[k].ariaLabel !== words) knobs[k].ariaLabel = words;
    });
  }

  // A press within reach of a handle takes the nearest one; dragging sets the controls it names.
  let held = null, pressed = { time: -Infinity };
  const within = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [(event.clientX - frame.left) / large, (event.clientY - frame.top) / large];
  };
  const reach = ([x, y]) => knobs.map((knob) => ({ knob, away: Math.hypot(knob.at[0] - x, knob.at[1] - y) }))
    .filter(({ away }) => away < 24).sort((one, other) => one.away - other.away)[0]?.knob;
  canvas.addEventListener("pointerdown", (event) => {
    const at = within(event), knob = reach(at);
    if (!knob) return;
    event.preventDefault();
    // Two presses at one place; with the line above and the one for fingers below, the browser knows of no double click.
    const twice = event.timeStamp - pressed.time < TWICE && Math.hypot(at[0] - pressed.at[0], at[1] - pressed.at[1]) < 8;
    pressed = { at, time: event.timeStamp };
    if (twice && removable(knob.handle)) return remove(knob.handle);
    held = { knob, from: at[1], value: valuesOf(knob.handle)[1] };
    knob.focus();
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = within(event);
    canvas.style.cursor = held ? "grabbing" : reach(at) ? "grab" : "";
    if (!held) return;
    const { knob: { handle, box }, from, value } = held, { per_unit } = handle;
    put(handle, box.fromX(at[0]), per_unit ? value + per_unit * (box.fromY(at[1]) - box.fromY(from)) : box.fromY(at[1]));
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { held = null; });
  canvas.addEventListener("touchstart", (event) => { if (held) event.preventDefault(); }, { passive: false });

  const resized = new ResizeObserver(([entry]) => {
    // Asking for the width in every frame would force a layout; and JupyterLab hides the page while the theme changes.
    width = Math.floor(entry.contentRect.width) || width;
    view.draw();
  });
  resized.observe(picture);
  const unthemed = themed(root, palettes, (colours) => { palette = colours; view.draw(); });
  state.views.add(view);
  view.controls();
  return () => {
    endings.forEach((end) => end());
    state.views.delete(view);
    resized.disconnect();
    unthemed();
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

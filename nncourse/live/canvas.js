// Scene → canvas.  Pure drawing: nothing here knows of sliders, kernels or time.
// `paint.py` has the same functions for still pictures; both take coordinates as the scene states them.

const BAR_WIDTH = 0.72; // of the distance between two bars, as in paint.py
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
const CLASS_TONES = ["negative", "positive"];
const tone = (bars, k) => CLASS_TONES[bars.classes[k]] ?? "muted";
const HEIGHT = 300, PLANE_HEIGHT = 360; // of a panel; planes, on which places are judged and dragged, are larger
const LEAST_WIDTH = 200; // of a panel; narrower pictures have fewer panels in a row,
const LOW = 220; // and what is no plane is lower there
const OVER = 4; // so far a line may reach beyond its panel: half its width, and not into what is written around

/** Places for the panels in a picture of the given width: their boxes and the maps between data and pixels. */
export function layout(panels, width) {
  const columns = Math.max(1, Math.min(panels.length, Math.floor(width / LEAST_WIDTH)));
  const boxes = [];
  let top = 0;
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns), cell = width / row.length;
    const margins = row.map(margin), whole = row.length === panels.length;
    const height = Math.max(...row.map(({ equal, x, y }, k) => {
      if (!equal) return whole || columns === 1 ? HEIGHT : LOW;
      const { left, right, top, bottom } = margins[k];
      return Math.min(PLANE_HEIGHT, ((cell - left - right) * (y[1] - y[0])) / (x[1] - x[0]) + top + bottom);
    }));
    row.forEach((panel, k) => boxes.push(place(panel, margins[k], k * cell, top, cell, height)));
    top += height;
  }
  return { width, height: Math.ceil(top), boxes };
}

const margin = (panel) => ({ left: panel.bare ? 8 : 40, right: 18, top: panel.title || panel.ylabel ? 28 : 10,
                             bottom: panel.bare ? 8 : marked(panel) ? 62 : panel.xlabel ? 42 : 24 });

/** The box of one panel within its part of the picture. */
function place(panel, margin, outerLeft, outerTop, width, height) {
  let w = width - margin.left - margin.right, h = height - margin.top - margin.bottom;
  let left = outerLeft + margin.left, top = outerTop + margin.top;
  const [x0, x1] = panel.x, [y0, y1] = panel.y;
  if (panel.equal) {
    const unit = Math.min(w / (x1 - x0), h / (y1 - y0));
    left += (w - unit * (x1 - x0)) / 2;
    if (panel.bare) top += (h - unit * (y1 - y0)) / 2;
    w = unit * (x1 - x0);
    h = unit * (y1 - y0);
  }
  return {
    left, top, w, h, right: outerLeft + width,
    toX: (x) => left + ((x - x0) / (x1 - x0)) * w,
    toY: (y) => top + h - ((y - y0) / (y1 - y0)) * h,
    fromX: (px) => x0 + ((px - left) / w) * (x1 - x0),
    fromY: (py) => y0 + ((top + h - py) / h) * (y1 - y0),
  };
}

/** Whether class marks stand below the panel. */
const marked = (panel) => panel.layers.some((layer) => layer.kind === "Bars" && layer.classes.length > 0);

/** Numbers as the course prints them: six digits, a true minus sign. */
export function number(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** Paint all panels on a 2-D context whose unit is one CSS pixel; the layers of a ghost lie faintly under them. */
export function paint(ctx, panels, places, palette, ghost = []) {
  ctx.clearRect(0, 0, places.width, places.height);
  ctx.fillStyle = palette.page;
  ctx.fillRect(0, 0, places.width, places.height);
  panels.forEach((panel, k) => {
    const box = places.boxes[k], covers = (layer) => layer.kind === "Field" || (layer.kind === "NetField" && !layer.within.length);
    const fields = panel.layers.filter(covers);
    const draw = (layer) => PAINTERS[layer.kind](ctx, layer, box, palette);
    fields.forEach(draw);
    axes(ctx, panel, box, palette, fields.length > 0);
    ctx.globalAlpha = 0.35;
    (ghost[k]?.layers ?? []).filter(({ kind }) => ["Line", "Points", "Bars"].includes(kind)).forEach(draw);
    ctx.globalAlpha = 1;
    panel.layers.filter((layer) => !covers(layer)).forEach(draw);
    panel.layers.filter((layer) => layer.kind === "Bars").forEach((layer) => numbers(ctx, layer, box, palette, panel.layers));
  });
}

function write(ctx, text, x, y, { colour, size = 13, bold = false, align = "center", base = "middle", halo, mono, room } = {}) {
  const font = `${bold ? "600 " : ""}${size}px ${mono ? "ui-monospace, Menlo, Consolas, monospace" : FONT}`;
  Object.assign(ctx, { font, textAlign: align, textBaseline: base, lineJoin: "round", lineWidth: 4, strokeStyle: halo, fillStyle: colour });
  if (halo) ctx.strokeText(text, x, y, room);
  ctx.fillText(text, x, y, room); // narrower letters where there is not enough room
}

function axes(ctx, panel, box, palette, covered) {
  const heading = panel.title || panel.ylabel;
  if (heading) write(ctx, heading, box.left, box.top - 12, { colour: palette.muted, align: "left", base: "alphabetic", room: box.right - box.left });
  if (panel.bare) return;
  Object.assign(ctx, { lineWidth: 1, strokeStyle: palette.grid, globalAlpha: covered ? 0.35 : 1 });
  ctx.beginPath();
  for (const y of panel.yticks) { ctx.moveTo(box.left, box.toY(y)); ctx.lineTo(box.left + box.w, box.toY(y)); }
  for (const x of panel.xticks) { ctx.moveTo(box.toX(x), box.top); ctx.lineTo(box.toX(x), box.top + box.h); }
  ctx.stroke();
  ctx.globalAlpha = 1;
  const small = { colour: palette.muted, size: 12 };
  for (const y of panel.yticks) write(ctx, number(y), box.left - 7, box.toY(y), { ...small, align: "right" });
  for (const x of panel.xticks) write(ctx, number(x), box.toX(x), box.top + box.h + 13, small);
  const below = marked(panel) ? 54 : 30;
  const middle = box.left + box.w / 2, room = 2 * (box.right - middle);
  if (panel.xlabel) write(ctx, panel.xlabel, middle, box.top + box.h + below, { ...small, room });
}

/** A path through the points, to be filled or stroked. */
function trace(ctx, x, y) {
  ctx.beginPath();
  x.forEach((across, k) => (k ? ctx.lineTo(across, y[k]) : ctx.moveTo(across, y[k])));
}

/** Fill the path, and draw its edge. */
function fill(ctx, fillStyle, strokeStyle, lineWidth) {
  Object.assign(ctx, { fillStyle, strokeStyle, lineWidth, lineJoin: "round" });
  ctx.fill();
  ctx.stroke();
}

function disc(ctx, x, y, radius, colour, edge, width) {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  fill(ctx, colour, edge, width);
}

/** The mark of a class: a blue ring or an orange triangle. */
function mark(ctx, x, y, cls, size, palette) {
  if (!cls) return disc(ctx, x, y, size * 0.75, palette.page, palette.negative, size * 0.45);
  trace(ctx, [x, x + size * 1.1, x - size * 1.1], [y - size * 1.15, y + size * 0.8, y + size * 0.8]);
  ctx.closePath();
  fill(ctx, palette.positive, palette.page, 1);
}

const PAINTERS = {
  Bars(ctx, bars, box, palette) {
    const zero = box.toY(0), half = (box.toX(1) - box.toX(0)) * BAR_WIDTH / 2, bottom = box.top + box.h;
    bars.heights.forEach((height, k) => {
      const x = box.toX(k), y = box.toY(height);
      ctx.fillStyle = palette[tone(bars, k)];
      ctx.fillRect(x - half, Math.min(y, zero), 2 * half, Math.abs(y - zero));
      const low = k % 2 && 6 * bars.labels[k].length > 2 * half / BAR_WIDTH ? 22 : 13; // two rows where one is too narrow
      write(ctx, bars.labels[k], x, bottom + low, { colour: palette.muted, size: half < 14 ? 10 : 12, mono: true });
      if (bars.classes.length) mark(ctx, x, bottom + 32, bars.classes[k], 5, palette);
    });
  },

  Line(ctx, line, box, palette) {
    const x = line.x.map(box.toX), y = line.y.map(box.toY), last = x.length - 1;
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left - OVER, box.top - OVER, box.w + 2 * OVER, box.h + 2 * OVER);
    ctx.clip();
    trace(ctx, x, y);
    Object.assign(ctx, { lineWidth: line.width, lineJoin: "round", strokeStyle: palette[line.tone] });
    ctx.setLineDash(line.dashed ? [7, 5] : []); // until it is restored: nothing else is dashed
    ctx.stroke();
    if (line.arrow) arrowHead(ctx, x[last - 1], y[last - 1], x[last], y[last], 6 + 1.6 * line.width, palette[line.tone]);
    ctx.restore();
    // A level is named to the right of its end, beyond a handle.
    if (line.label)
      write(ctx, line.label, x[last] + 14, y[last], { colour: palette.ink, bold: true, halo: palette.page, align: "left" });
  },

  Points(ctx, points, box, palette) {
    if (points.x.length < MANY || !shown.has(points)) marks(ctx, points, box, palette);
    else ctx.drawImage(cloud(ctx, points, box, palette), 0, 0, ctx.canvas.width / scale(ctx), ctx.canvas.height / scale(ctx));
    shown.add(points);
  },

  Rings(ctx, rings, box, palette) {
    rings.x.forEach((x, k) => disc(ctx, box.toX(x), box.toY(rings.y[k]), 12, "transparent", palette.ink, 2));
  },

  Lamp(ctx, lamp, box, palette) {
    const x = box.toX(lamp.x), y = box.toY(lamp.y), radius = lamp.value || lamp.label ? 15 : 6;
    disc(ctx, x, y, radius, lamp.on ? palette.positive : palette.page, lamp.on ? palette.positive : palette.ink, 2);
    write(ctx, lamp.value, x, y + 0.5, { colour: lamp.on ? palette.on_colour : palette.ink, bold: true, room: 2 * radius - 3 });
    write(ctx, lamp.label, x, y + radius + 11, { colour: palette.muted, size: 12 });
  },

  Text(ctx, text, box, palette) {
    const x = box.toX(text.x), room = text.anchor === "left" ? box.right - x - 2 : undefined; // its halo is 2 wide
    write(ctx, text.text, x, box.toY(text.y), { colour: palette[text.tone], bold: text.bold, align: text.anchor, halo: palette.page, room });
  },

  Handle(ctx, handle, box, palette) {
    if (!handle.places) disc(ctx, box.toX(handle.x), box.toY(handle.y), 9, palette.page, palette.ink, 2.2);
  },

  Field(ctx, field, box, palette) {
    ctx.imageSmoothingEnabled = !field.sharp;
    ctx.drawImage(sheet(field, palette), box.left, box.top, box.w, box.h);
    ctx.imageSmoothingEnabled = true;
  },

  NetField(ctx, net, box, palette) {
    const [[x0, x1], [y0, y1]] = net.within.length ? net.within : [[box.fromX(box.left), box.fromX(box.left + box.w)],
                                                                    [box.fromY(box.top + box.h), box.fromY(box.top)]];
    ctx.drawImage(sheet(net, palette), box.toX(x0), box.toY(y1), box.toX(x1) - box.toX(x0), box.toY(y0) - box.toY(y1));
  },
};

function marks(ctx, points, box, palette) {
  points.x.forEach((x, k) => {
    mark(ctx, box.toX(x), box.toY(points.y[k]), points.classes[k], 6.5, palette);
    if (points.labels.length)
      write(ctx, points.labels[k], box.toX(x) + 9, box.toY(points.y[k]) - 10,
            { colour: palette.ink, bold: true, align: "left", halo: palette.page });
  });
}

const MANY = 50, CLOUDS = 4; // points that are worth a picture of their own once they are drawn again; pictures kept
const shown = new WeakSet(), clouds = new Map(); // points → their picture, the oldest first
const scale = (ctx) => ctx.getTransform().a;

/** Many points as a picture of the whole canvas: while a curve moves, they stay. */
function cloud(ctx, points, box, palette) {
  const { width, height } = ctx.canvas, place = [width, height, box.left, box.top, box.w, box.h, palette.page].join();
  if (clouds.get(points)?.place !== place) {
    const picture = new OffscreenCanvas(width, height), own = picture.getContext("2d");
    own.scale(scale(ctx), scale(ctx));
    marks(own, points, box, palette);
    clouds.delete(points);
    clouds.set(points, { place, picture });
    if (clouds.size > CLOUDS) clouds.delete(clouds.keys().next().value);
  }
  return clouds.get(points).picture;
}

const CELLS = 80; // places across and up at which a NetField is computed, as in scene.py
const ACTIVATIONS = {
  sigmoid: (z) => 0.5 * (1 + Math.tanh(z / 2)), tanh: Math.tanh, relu: (z) => (z > 0 ? z : 0), identity: (z) => z,
  hard_tanh: (z) => Math.min(1, Math.max(-1, z)), step: (z) => (z > 0 ? 1 : 0), sign: (z) => (z > 0 ? 1 : -1),
};

/** What a small network answers in the middle of every cell, the lowest row first: all the mathematics a browser does. */
export function netValues({ weights, biases, activations, x, y }) {
  const values = new Float64Array(CELLS * CELLS), middle = ([lo, hi], k) => lo + ((hi - lo) * (k + 0.5)) / CELLS;
  for (let cell = 0; cell < values.length; cell++) {
    let a = [middle(x, cell % CELLS), middle(y, Math.floor(cell / CELLS))];
    weights.forEach((W, l) => {
      const phi = ACTIVATIONS[activations[l]], before = a;
      a = W.map((row, j) => phi(row.reduce((sum, w, k) => sum + w * before[k], biases[l][j])));
    });
    values[cell] = a[0];
  }
  return values;
}

const sheets = new WeakMap(); // field → its picture, for a scene that is shown again

/** A field as a picture, one pixel a value. */
function sheet(field, palette) {
  if (sheets.get(field)?.palette === palette) return sheets.get(field).picture;
  const [rows, columns] = field.shape ?? [CELLS, CELLS], [lo, hi] = field.range ?? [];
  const codes = field.codes ?? Uint8ClampedArray.from(netValues(field), (value) => (255 * (value - lo)) / (hi - lo)); // rounded and clipped
  const image = new ImageData(columns, rows), table = ramp(palette.field);
  const pixels = new Uint32Array(image.data.buffer); // four bytes at a time
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) // the first row of the field is the lowest, of the image the highest
      pixels[r * columns + c] = table[codes[(rows - 1 - r) * columns + c]];
  const picture = new OffscreenCanvas(columns, rows);
  picture.getContext("2d").putImageData(image, 0, 0);
  sheets.set(field, { palette, picture });
  return picture;
}

/** The height of each bar as a number low in it: written last, where a level seldom is, so nothing crosses it out. */
function numbers(ctx, bars, box, palette, layers) {
  const zero = box.toY(0), half = (box.toX(1) - box.toX(0)) * BAR_WIDTH / 2;
  bars.heights.forEach((height, k) => {
    const y = box.toY(height), up = height >= 0;
    const knob = layers.some(({ kind, x }) => kind === "Handle" && x === k), away = (up ? -1 : 1) * (knob ? 19 : 10);
    const inside = knob ? zero - y > 32 : Math.abs(y - zero) > 20; // with room for the knob at the end
    const colour = inside ? palette.on_colour : palette.ink;
    const halo = inside ? palette[tone(bars, k)] : palette.page;
    const at = inside ? (up ? zero : y) - 11 : y + away;
    write(ctx, number(height), box.toX(k), at, { colour, halo, bold: true, size: half < 14 ? 11 : 13, room: 2 * half / BAR_WIDTH - 4 });
  });
}

function arrowHead(ctx, x0, y0, x1, y1, size, colour) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  if (x0 === x1 && y0 === y1) return;
  const back = [angle + 0.42, angle - 0.42];
  trace(ctx, [x1, ...back.map((side) => x1 - size * Math.cos(side))], [y1, ...back.map((side) => y1 - size * Math.sin(side))]);
  ctx.fillStyle = colour;
  ctx.fill();
}

/** 256 colours through the three of the palette, each as one pixel. */
function ramp(stops) {
  const rgb = stops.map((stop) => [1, 3, 5].map((k) => parseInt(stop.slice(k, k + 2), 16)));
  const bytes = new Uint8ClampedArray(4 * 256).fill(255);
  for (let code = 0; code < 256; code++) {
    const t = (code / 255) * 2, k = t < 1 ? 0 : 1;
    rgb[k].forEach((low, c) => { bytes[4 * code + c] = low + (rgb[k + 1][c] - low) * (t - k); });
  }
  return new Uint32Array(bytes.buffer);
}

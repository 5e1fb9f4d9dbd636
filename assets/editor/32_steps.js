// What a person draws: each step draws itself into tiles of the mask, and is sent to the server as JSON.
const FULL = 63; // coverage of a pixel that is marked completely

// What a step does to a pixel: mark it as one of four kinds (0..3), or erase it (null), except protected kinds. With an
// `area`, a key, it changes that part of the picture instead of the mask.
class Ink {
  constructor(kind, protectedKinds = [], area = null) {
    Object.assign(this, { kind, protectedKinds, area });
    this.isProtected = [0, 1, 2, 3].map((other) => protectedKinds.includes(other));
  }

  apply(value, share) {
    if (value && this.isProtected[value >> 6]) return value;
    const [before, now] = [value & FULL, Math.round(share * FULL)];
    if (this.kind === null) return Math.min(before, FULL - now) ? (value & ~FULL) | Math.min(before, FULL - now) : 0;
    if (2 * now < before || !now) return value;
    return (this.kind << 6) | Math.max(before, now);
  }

  toJSON() {
    const name = (kind) => KIND_KEYS[kind];
    return { kind: this.kind === null ? null : name(this.kind), protected: this.protectedKinds.map(name) };
  }
}

// A step as the server takes it.
const stepToJSON = (step) => (step.ink.area ? { area: step.ink.area, drawn: step.toJSON() } : step.toJSON());

const KIND_KEYS = ["crack", "scratch", "loss", "abrasion"];

class LineStep {
  constructor(points, width, ink) {
    Object.assign(this, { points: points.map((point) => point.map(roundTo3)), width: roundTo3(width), ink });
    this.bounds = grow(outerBounds(this.points), Math.max(width, 1) / 2 + 1);
  }

  add(point) {
    this.points.push(point.map(roundTo3));
    this.bounds = union(this.bounds, this.boundsFrom(this.points.length - 1));
  }

  // The bounds of the segments that lead to the points from number `first` on.
  boundsFrom(first) {
    return grow(outerBounds(this.points.slice(Math.max(first - 1, 0))), Math.max(this.width, 1) / 2 + 1);
  }

  draw(tile, first = 0) {
    const { points, width, ink } = this;
    if (tile.level) coverLine(points, width, tile.size, tile.window, (...pixel) => tile.cover(...pixel, ink), first);
    else rasterizeLine(points, width, tile.window, (...span) => tile.mark(...span, ink), first);
  }

  toJSON() {
    return { shape: "line", width: this.width, points: this.points, ...this.ink.toJSON() };
  }
}

// What lies within closed rings: an odd number of times.
class AreaStep {
  constructor(rings, ink) {
    Object.assign(this, { rings: rings.map((ring) => ring.map((point) => point.map(roundTo3))), ink });
    this.bounds = grow(outerBounds(this.rings.flat()), 1);
  }

  draw(tile) {
    const window = cropToPixels(
      this.bounds.map((side) => side / tile.size),
      tile.window,
    );
    if (tile.level) coverArea(this.rings, tile.size, window, (...pixel) => tile.cover(...pixel, this.ink));
    else rasterizeArea(this.rings, window, (...span) => tile.mark(...span, this.ink));
  }

  toJSON() {
    return { shape: "area", width: 1, points: this.rings[0], ...this.ink.toJSON() };
  }
}

// Pixels as the server gives them: runs in a box, gap and length in turn, row by row.
class PixelsStep {
  constructor({ box, runs }, ink) {
    Object.assign(this, { box, runs, ink, bounds: toBounds(box) });
    this.spans = [...spansOf(box, runs)];
  }

  draw(tile) {
    if (tile.level) {
      const window = cropToPixels(
        this.bounds.map((side) => side / tile.size),
        tile.window,
      );
      coverSpans(this.spans, tile.size, window, (...pixel) => tile.cover(...pixel, this.ink));
    } else for (const span of this.spans) tile.mark(...span, this.ink);
  }

  toJSON() {
    return { shape: "pixels", box: this.box, runs: this.runs, ...this.ink.toJSON() };
  }
}

function* spansOf([x, y, width], runs) {
  let position = 0;
  for (let index = 0; index + 1 < runs.length; index += 2) {
    position += runs[index];
    for (let left = runs[index + 1]; left > 0;) {
      const column = position % width;
      const length = Math.min(left, width - column);
      yield [y + Math.floor(position / width), x + column, x + column + length];
      position += length;
      left -= length;
    }
  }
}

const outerBounds = (points) => {
  const bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    bounds[0] = Math.min(bounds[0], x);
    bounds[1] = Math.min(bounds[1], y);
    bounds[2] = Math.max(bounds[2], x);
    bounds[3] = Math.max(bounds[3], y);
  }
  return bounds;
};

const union = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

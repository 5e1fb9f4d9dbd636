// Which pixels a line or an area covers, at 1:1: to the bit the rule of restoration/editing/replay.py.
const MAX_PIECE = 64; // px; longer segments are divided
const ROOM = 1e-6; // px by which spans are estimated too wide before their ends are tested exactly

const roundTo3 = (value) => Math.round(value * 1000) / 1000;

// The segments from point to point, long ones divided; a single point gives one segment of length 0.
function* pieces(points, first = 0) {
  if (points.length === 1) yield [...points[0], ...points[0]];
  for (let index = Math.max(first, 1); index < points.length; index++) yield* divide(points[index - 1], points[index]);
}

function* divide([x, y], [toX, toY]) {
  const [right, down] = [toX - x, toY - y];
  const count = Math.ceil(Math.sqrt(right * right + down * down) / MAX_PIECE) || 1;
  for (let part = 0; part < count; part++)
    yield [
      x + (right * part) / count,
      y + (down * part) / count,
      x + (right * (part + 1)) / count,
      y + (down * (part + 1)) / count,
    ];
}

// The points within a distance of a segment.
class Capsule {
  constructor([x, y, toX, toY], reach) {
    Object.assign(this, { x, y, toX, toY, reach, right: toX - x, down: toY - y });
    this.squaredLength = this.right * this.right + this.down * this.down || 1;
    this.squaredReach = reach * reach;
  }

  squaredDistance(pointX, pointY) {
    const [across, below] = [pointX - this.x, pointY - this.y];
    const along = clamp((across * this.right + below * this.down) / this.squaredLength, 0, 1);
    const [aside, under] = [across - along * this.right, below - along * this.down];
    return aside * aside + under * under;
  }

  has(column, row) {
    return this.squaredDistance(column + 0.5, row + 0.5) <= this.squaredReach;
  }

  get bounds() {
    const { x, y, toX, toY, reach } = this;
    return [Math.min(x, toX) - reach, Math.min(y, toY) - reach, Math.max(x, toX) + reach, Math.max(y, toY) + reach];
  }

  // The first pixel of a row with its centre inside, and the one after the last.
  span(row) {
    const crossings = this.crossings(row + 0.5);
    let from = Math.ceil(Math.min(...crossings) - 0.5);
    let end = Math.floor(Math.max(...crossings) - 0.5) + 1;
    while (from < end && !this.has(from, row)) from++;
    while (from < end && !this.has(end - 1, row)) end--;
    return [from, end];
  }

  // Where a horizontal line leaves the two discs and the strip between them, a little too far out.
  crossings(height) {
    const reach = this.reach + ROOM;
    const found = [
      ...discCrossings(this.x, this.y, reach, height),
      ...discCrossings(this.toX, this.toY, reach, height),
    ];
    const scale = reach / Math.sqrt(this.squaredLength);
    const [asideX, asideY] = [-this.down * scale, this.right * scale];
    const corners = [
      [this.x + asideX, this.y + asideY],
      [this.toX + asideX, this.toY + asideY],
      [this.toX - asideX, this.toY - asideY],
      [this.x - asideX, this.y - asideY],
    ];
    corners.forEach((corner, index) => found.push(...edgeCrossings(corner, corners[(index + 1) % 4], height)));
    return found;
  }
}

function discCrossings(x, y, reach, height) {
  const square = reach * reach - (height - y) * (height - y);
  return square < 0 ? [] : [x - Math.sqrt(square), x + Math.sqrt(square)];
}

function edgeCrossings([x, y], [toX, toY], height) {
  if (height < Math.min(y, toY) || height > Math.max(y, toY)) return [];
  return y === toY ? [x, toX] : [x + ((toX - x) * (height - y)) / (toY - y)];
}

// Calls mark(row, first column, column after the last) for the pixels of a line inside a window.
function rasterizeLine(points, width, window, mark, first = 0) {
  const reach = Math.max(width, 1) / 2;
  for (const piece of pieces(points, first)) {
    const capsule = new Capsule(piece, reach);
    const [, top, , bottom] = capsule.bounds;
    const end = Math.min(Math.floor(bottom) + 1, window[3]);
    for (let row = Math.max(Math.floor(top), window[1]); row < end; row++) mark(row, ...capsule.span(row));
    for (const index of [0, 2]) {
      const [column, row] = [Math.floor(piece[index]), Math.floor(piece[index + 1])];
      if (row >= window[1] && row < window[3]) mark(row, column, column + 1);
    }
  }
}

// Where the edges of closed rings cross a height, sorted.
function ringCrossings(rings, height) {
  const found = [];
  for (const ring of rings)
    ring.forEach((corner, index) => {
      const next = ring[(index + 1) % ring.length];
      const [[x, y], [toX, toY]] = corner[1] <= next[1] ? [corner, next] : [next, corner];
      if (height >= y && height < toY) found.push(height === y ? x : ((toX - x) / (toY - y)) * (height - y) + x);
    });
  return found.sort((a, b) => a - b);
}

// As rasterizeLine: the pixels with an odd number of edges of the rings to the left of their centres.
function rasterizeArea(rings, window, mark) {
  for (let row = window[1]; row < window[3]; row++) {
    const crossings = ringCrossings(rings, row + 0.5);
    for (let index = 0; index + 1 < crossings.length; index += 2)
      mark(row, Math.floor(crossings[index] - 0.5) + 1, Math.floor(crossings[index + 1] - 0.5) + 1);
  }
}

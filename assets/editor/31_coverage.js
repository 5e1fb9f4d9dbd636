// How much of each pixel of a coarser level a step covers: an estimate that is shown until the server's tile comes.
const SUB_ROWS = 4; // rows per pixel at which an area is looked at

// Calls cover(column, row, share) for the pixels of a window, all in px of the level; one px of it is `size` px wide.
function coverLine(points, width, size, window, cover, first = 0) {
  const reach = Math.max(width, 1) / 2 / size;
  for (const piece of pieces(points, first)) {
    const capsule = new Capsule(
      piece.map((value) => value / size),
      reach,
    );
    const [left, top, right, bottom] = cropToPixels(grow(capsule.bounds, 1), window);
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const distance = Math.sqrt(capsule.squaredDistance(column + 0.5, row + 0.5));
        const share = clamp(reach - distance + 0.5, 0, 1) - clamp(-reach - distance + 0.5, 0, 1);
        if (share > 0) cover(column, row, share);
      }
  }
}

function coverArea(rings, size, window, cover) {
  const scaled = rings.map((ring) => ring.map(([x, y]) => [x / size, y / size]));
  for (let row = window[1]; row < window[3]; row++) {
    const shares = new Float32Array(window[2] - window[0]);
    for (let part = 0; part < SUB_ROWS; part++)
      addRow(shares, ringCrossings(scaled, row + (part + 0.5) / SUB_ROWS), window[0]);
    shares.forEach((share, column) => share > 0 && cover(window[0] + column, row, share));
  }
}

function addRow(shares, crossings, left) {
  for (let index = 0; index + 1 < crossings.length; index += 2) {
    const [from, end] = [Math.max(crossings[index] - left, 0), Math.min(crossings[index + 1] - left, shares.length)];
    for (let column = Math.floor(from); column < end; column++)
      shares[column] += (Math.min(column + 1, end) - Math.max(column, from)) / SUB_ROWS;
  }
}

// `spans` are rows of pixels at 1:1: [row, first column, column after the last].
function coverSpans(spans, size, window, cover) {
  const wide = window[2] - window[0];
  const counts = new Float32Array(wide * (window[3] - window[1]));
  for (const [row, from, end] of spans) {
    const level = Math.floor(row / size) - window[1];
    if (level < 0 || level >= window[3] - window[1]) continue;
    const last = Math.min(Math.ceil(end / size), window[2]);
    for (let column = Math.max(Math.floor(from / size), window[0]); column < last; column++)
      counts[level * wide + column - window[0]] += Math.min((column + 1) * size, end) - Math.max(column * size, from);
  }
  counts.forEach((count, index) => {
    if (count) cover(window[0] + (index % wide), window[1] + Math.floor(index / wide), count / (size * size));
  });
}

const grow = ([left, top, right, bottom], by) => [left - by, top - by, right + by, bottom + by];

const cropToPixels = ([left, top, right, bottom], window) => [
  Math.max(Math.floor(left), window[0]),
  Math.max(Math.floor(top), window[1]),
  Math.min(Math.ceil(right), window[2]),
  Math.min(Math.ceil(bottom), window[3]),
];

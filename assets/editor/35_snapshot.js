// The bytes of the mask under one step before it was drawn, so that undo and redo need no server.
class Snapshot {
  constructor() {
    this.parts = new Map(); // key of a tile -> { window, bytes }; bytes null: nothing was marked
  }

  // Keeps a whole tile before the step is drawn into it for the first time.
  keep(tile) {
    if (!this.parts.has(tile.key)) this.parts.set(tile.key, { window: tile.inner, bytes: tile.bytes?.slice() ?? null });
  }

  // Keeps only what lies within the bounds of the finished step.
  crop(bounds, tileOf) {
    for (const [key, part] of this.parts) {
      const tile = tileOf(key);
      const window = tile && cropToTile(bounds, tile);
      if (!window || window[0] >= window[2] || window[1] >= window[3]) this.parts.delete(key);
      else this.parts.set(key, { window, bytes: part.bytes && cut(part.bytes, tile.width, window) });
    }
  }

  get size() {
    return [...this.parts.values()].reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0);
  }

  // Exchanges what is kept and what is shown: the first call undoes the step, the next one does it again.
  swap(tileOf) {
    for (const [key, part] of this.parts) {
      const tile = tileOf(key);
      if (!tile) continue;
      const shown = tile.bytes && cut(tile.bytes, tile.width, part.window);
      if (part.bytes || tile.bytes) paste(tile.pixels, tile.width, part.window, part.bytes);
      part.bytes = shown;
      tile.touch(...part.window);
    }
  }
}

// The pixels of a tile, counted from its corner, that lie within bounds of the picture.
const cropToTile = (bounds, tile) => {
  const [left, top, right, bottom] = cropToPixels(
    grow(
      bounds.map((side) => side / tile.size),
      1,
    ),
    tile.window,
  );
  return [left - tile.x, top - tile.y, right - tile.x, bottom - tile.y];
};

function cut(bytes, stride, [left, top, right, bottom]) {
  const part = new Uint8Array((right - left) * (bottom - top));
  for (let row = top; row < bottom; row++)
    part.set(bytes.subarray(row * stride + left, row * stride + right), (row - top) * (right - left));
  return part;
}

function paste(bytes, stride, [left, top, right, bottom], part) {
  for (let row = top; row < bottom; row++) {
    const start = row * stride + left;
    if (!part) bytes.fill(0, start, start + right - left);
    else bytes.set(part.subarray((row - top) * (right - left), (row - top + 1) * (right - left)), start);
  }
}

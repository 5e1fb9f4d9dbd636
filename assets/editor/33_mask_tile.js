// One tile of the mask: a byte for each pixel, kind in the two upper bits, coverage (1..63) below; 0 is unmarked.
class MaskTile {
  constructor(spot, bytes) {
    Object.assign(this, spot, { bytes });
    this.window = [this.x, this.y, this.x + this.width, this.y + this.height]; // px of its level
    this.bounds = boxOf(this); // px of the picture
    this.changed = null; // the part that must be coloured again: left, top, right, bottom in the tile
  }

  // The bytes, to be changed; a tile without marks has none until then.
  get pixels() {
    return (this.bytes ??= new Uint8Array(this.width * this.height));
  }

  // At 1:1: marks the pixels of a row from a column to the one before `end`.
  mark(row, from, end, ink) {
    [from, end] = [Math.max(from - this.x, 0), Math.min(end - this.x, this.width)];
    if (row < this.window[1] || row >= this.window[3] || from >= end) return;
    const start = (row - this.y) * this.width;
    if (!ink.protectedKinds.length)
      this.pixels.fill(ink.kind === null ? 0 : (ink.kind << 6) | FULL, start + from, start + end);
    else
      for (let index = start + from; index < start + end; index++)
        this.pixels[index] = ink.apply(this.pixels[index], 1);
    this.touch(from, row - this.y, end, row - this.y + 1);
  }

  // At a coarser level: covers a share of one pixel.
  cover(column, row, share, ink) {
    const index = (row - this.y) * this.width + column - this.x;
    this.pixels[index] = ink.apply(this.pixels[index], Math.min(share, 1));
    this.touch(column - this.x, row - this.y, column - this.x + 1, row - this.y + 1);
  }

  touch(left, top, right, bottom) {
    const { changed } = this;
    if (!changed) this.changed = [left, top, right, bottom];
    else {
      if (left < changed[0]) changed[0] = left;
      if (top < changed[1]) changed[1] = top;
      if (right > changed[2]) changed[2] = right;
      if (bottom > changed[3]) changed[3] = bottom;
    }
  }

  // The tile in colour, as a canvas; null where nothing is marked.
  coloured(style) {
    if (!this.bytes) return null;
    this.canvas ??= Object.assign(document.createElement("canvas"), { width: this.width, height: this.height });
    if (this.style !== style.id) this.changed = [0, 0, this.width, this.height];
    this.style = style.id;
    if (this.changed)
      this.colour(style, cropToPixels(grow(this.changed, style.rings.length), this.inner));
    this.changed = null;
    return this.canvas;
  }

  get inner() {
    return [0, 0, this.width, this.height];
  }

  colour(style, [left, top, right, bottom]) {
    const [wide, high] = [right - left, bottom - top];
    const image = new ImageData(wide, high);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = 0, to = 0; row < high; row++) {
      let from = (top + row) * this.width + left;
      for (let column = 0; column < wide; column++, from++, to++) {
        const value = this.bytes[from];
        if (!value) continue;
        const [x, y] = [left + column, top + row];
        const ring = style.isOutline ? this.ringOf(x, y, from, style.rings.length) : 0;
        pixels[to] = style.colourOf(value, ring, this.x + x + this.y + y);
      }
    }
    this.context ??= this.canvas.getContext("2d");
    this.context.putImageData(image, left, top);
  }

  // How many px a marked pixel lies within the rim, at most `most`; what lies beyond the tile counts as marked.
  ringOf(column, row, index, most) {
    for (let reach = 1; reach <= most; reach++)
      for (let down = -reach; down <= reach; down += reach)
        for (let right = -reach; right <= reach; right += reach) {
          const [x, y] = [column + right, row + down];
          if (x >= 0 && y >= 0 && x < this.width && y < this.height && !this.bytes[index + down * this.width + right])
            return reach - 1;
        }
    return most;
  }
}

// How the mask is shown: a colour with opacity for each of the 256 values of a byte.
const FAINTEST = 0.35; // opacity of a pixel that is hardly covered, so that hairlines stay visible when zoomed out
let lastStyle = 0;

class MaskStyle {
  // `colours` are [red, green, blue] of the kinds, opacity is 0..1; `inside` is that of what lies within an outline.
  constructor(colours, { opacity = 0.7, inside = 0, isOutline = false, isContrast = false } = {}) {
    Object.assign(this, { isOutline, isContrast, id: ++lastStyle, colours: new Uint32Array(256) });
    this.inside = new Uint32Array(256);
    for (let value = 1; value < 256; value++) {
      const [red, green, blue] = colours[value >> 6];
      this.colours[value] = this.pack([red, green, blue], value & FULL, opacity);
      this.inside[value] = ((Math.round(255 * inside) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    }
  }

  pack([red, green, blue], coverage, opacity) {
    const share = coverage / FULL;
    const visible = coverage ? FAINTEST + (1 - FAINTEST) * Math.sqrt(share) : 0;
    const alpha = Math.round(255 * visible * (this.isContrast || this.isOutline ? 1 : opacity));
    return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0; // the order of bytes in ImageData
  }
}

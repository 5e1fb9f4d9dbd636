// How the mask is shown: a colour with opacity for each of the 256 values of a byte.
const FAINTEST = 0.35; // opacity of a pixel that is hardly covered, so that hairlines stay visible when zoomed out
const DARK_PIXEL = 0xb0000000; // black, of that opacity
const HATCH_STEP = 12; // px of a level between two lines
let lastStyle = 0;

class MaskStyle {
  // `colours` are [red, green, blue] of the kinds, opacity is 0..1.
  constructor(colours, { opacity = 0.7, isOutline = false, isContrast = false } = {}) {
    Object.assign(this, { isOutline, isContrast, id: ++lastStyle, colours: new Uint32Array(256) });
    for (let value = 1; value < 256; value++)
      this.colours[value] = this.pack(colours[value >> 6], value & FULL, opacity);
    this.rings = isOutline ? [this.colours] : [];
  }

  // The colour of a marked pixel; `ring` counts from the rim inwards.
  colourOf(value, ring) {
    return this.isOutline ? (this.rings[ring]?.[value] ?? 0) : this.colours[value];
  }

  pack([red, green, blue], coverage, opacity) {
    const share = coverage / FULL;
    const visible = coverage ? FAINTEST + (1 - FAINTEST) * Math.sqrt(share) : 0;
    const alpha = Math.round(255 * visible * (this.isContrast || this.isOutline ? 1 : opacity));
    return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0; // the order of bytes in ImageData
  }
}

// How a part of the picture that is set aside is shown: a line beside a dark one, seen on dark and on light paint.
class AreaStyle extends MaskStyle {
  // `isHatched`: as regions that shall not be filled are.
  constructor(colour, isHatched) {
    super(Array(4).fill(colour), { isOutline: true });
    const dark = new Uint32Array(256).fill(DARK_PIXEL);
    Object.assign(this, { isHatched, dark, rings: [dark, this.colours, this.colours] });
  }

  colourOf(value, ring, diagonal) {
    if (ring < this.rings.length) return this.rings[ring][value];
    if (!this.isHatched) return 0;
    return [this.colours[value], DARK_PIXEL][diagonal % HATCH_STEP] ?? 0;
  }
}

// Draws over the picture what is not part of the mask: the brush ring, outlines of unfinished shapes, the ruler.
const DARK = "rgb(0 0 0 / 70%)";
const HATCH_PITCH = 8; // px of screen between two lines, along an edge
const HATCH_DETAIL = 2; // px of the hatch for one px of screen

class Pen {
  constructor(canvas, desk) {
    Object.assign(this, { canvas, desk, view: desk.view, context: canvas.getContext("2d") });
  }

  clear() {
    this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.unit = this.view.pixelRatio;
  }

  colour(isErasing) {
    return isErasing ? [255, 255, 255] : this.desk.colour;
  }

  css(isErasing, opacity) {
    return `rgb(${this.colour(isErasing).join(" ")} / ${opacity})`;
  }

  path(points, isClosed = false) {
    this.context.beginPath();
    for (const [x, y] of points) this.context.lineTo(...this.view.toWindow(x, y));
    if (isClosed) this.context.closePath();
  }

  // A line that is seen on dark and on light paint.
  outline(colour = "#fff", width = 1, dashes = []) {
    const { context, unit } = this;
    context.setLineDash(dashes.map((dash) => dash * unit));
    Object.assign(context, { lineWidth: (width + 2) * unit, strokeStyle: DARK });
    context.stroke();
    Object.assign(context, { lineWidth: width * unit, strokeStyle: colour });
    context.stroke();
    context.setLineDash([]);
  }

  stroke(points, width, isErasing) {
    const { context } = this;
    this.path(points);
    Object.assign(context, {
      lineCap: "round",
      lineWidth: Math.max(width * this.view.scale, this.unit),
      strokeStyle: this.css(isErasing, 0.6),
    });
    context.stroke();
  }

  area(points, isErasing) {
    this.path(points, true);
    this.context.fillStyle = this.css(isErasing, 0.35);
    this.context.fill("evenodd");
    this.outline();
  }

  pixels(preview, isErasing) {
    const [x, y, width, height] = preview.box;
    const [left, top] = this.view.toWindow(x, y);
    this.context.imageSmoothingEnabled = !this.view.isCrisp;
    this.context.globalAlpha = 0.75;
    const image = preview.coloured(this.colour(isErasing));
    this.context.drawImage(image, left, top, width * this.view.scale, height * this.view.scale);
    this.context.globalAlpha = 1;
  }

  handle([x, y], isActive) {
    const [atX, atY] = this.view.toWindow(x, y);
    this.context.beginPath();
    this.context.arc(atX, atY, (isActive ? 7 : 4) * this.unit, 0, 2 * Math.PI);
    this.outline();
  }

  measure(from, to, text) {
    this.path([from, to]);
    this.outline("#fff", 1.5);
    for (const end of [from, to]) this.handle(end, false);
    const [x, y] = this.view.toWindow((from[0] + to[0]) / 2, (from[1] + to[1]) / 2);
    this.label(text, x, y - 12 * this.unit);
  }

  label(text, x, y) {
    const { context, unit } = this;
    context.font = `${13 * unit}px sans-serif`;
    const wide = context.measureText(text).width + 12 * unit;
    context.fillStyle = DARK;
    context.fillRect(x - wide / 2, y - 10 * unit, wide, 20 * unit);
    Object.assign(context, { fillStyle: "#fff", textAlign: "center", textBaseline: "middle" });
    context.fillText(text, x, y);
  }

  // The outline of a region, a path in px of the picture; dashed and thin where it was rejected.
  region(path, isRejected) {
    this.inPicture((px) => {
      this.context.setLineDash(isRejected ? [5 * px, 4 * px] : []);
      this.rim(path, isRejected ? [2, 1] : [3.5, 1.5], "#fff", px);
    });
  }

  // A region that shall not be filled: hatched, so that it differs from the others for people who see no colours, too.
  unfilled(path, kind) {
    const { context } = this;
    this.inPicture((px) => {
      this.hatch ??= context.createPattern(hatchTile(), "repeat");
      this.hatch.setTransform(new DOMMatrix().scale(px / HATCH_DETAIL));
      context.fillStyle = this.hatch;
      context.fill(path, "evenodd");
      this.rim(path, [3.5, 1.5], `rgb(${this.desk.colours[kind].join(" ")})`, px);
    });
  }

  // A line along a path, on a wider dark one; widths in px of the screen.
  rim(path, [darkWidth, width], colour, px) {
    const { context } = this;
    Object.assign(context, { lineWidth: darkWidth * px, strokeStyle: DARK });
    context.stroke(path);
    Object.assign(context, { lineWidth: width * px, strokeStyle: colour });
    context.stroke(path);
  }

  // `act` draws in px of the picture, and is given how many of them are one px of the screen.
  inPicture(act) {
    const { context, view, unit } = this;
    context.save();
    context.translate(...view.toWindow(0, 0));
    context.scale(view.scale, view.scale);
    act(unit / view.scale);
    context.restore();
  }

  box([x, y, width, height]) {
    this.path(
      [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ],
      true,
    );
    this.outline();
  }

  // The brush where the pointer is; a cross where the keyboard moves it.
  ring([x, y], width, hasCross) {
    const [atX, atY] = this.view.toWindow(x, y);
    const radius = Math.max((Math.max(width, 1) / 2) * this.view.scale, 2 * this.unit);
    this.context.beginPath();
    this.context.arc(atX, atY, radius, 0, 2 * Math.PI);
    this.outline();
    if (hasCross) this.cross(atX, atY);
  }

  cross(x, y) {
    const arm = 9 * this.unit;
    this.context.beginPath();
    for (const [right, down] of [
      [1, 0],
      [0, 1],
    ]) {
      this.context.moveTo(x - right * arm, y - down * arm);
      this.context.lineTo(x + right * arm, y + down * arm);
    }
    this.outline();
  }
}

// A square of diagonal lines, light beside dark, that fits to itself on all sides.
function hatchTile() {
  const side = HATCH_PITCH * HATCH_DETAIL;
  const tile = new OffscreenCanvas(side, side);
  const context = tile.getContext("2d");
  for (const [width, colour] of [
    [0.5 * side, DARK],
    [0.22 * side, "#fff"],
  ]) {
    Object.assign(context, { lineWidth: width, strokeStyle: colour });
    context.beginPath();
    for (const start of [-side, 0, side]) {
      context.moveTo(start - side, 2 * side);
      context.lineTo(start + 2 * side, -side);
    }
    context.stroke();
  }
  return tile;
}

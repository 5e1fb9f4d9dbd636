// Draws over the picture what is not part of the mask: the brush ring, outlines of unfinished shapes, the ruler.
const DARK = "rgb(0 0 0 / 70%)";

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
    const { context, view, unit } = this;
    context.save();
    context.translate(...view.toWindow(0, 0));
    context.scale(view.scale, view.scale);
    context.setLineDash(isRejected ? [(5 * unit) / view.scale, (4 * unit) / view.scale] : []);
    for (const [width, colour] of [
      [isRejected ? 2 : 3.5, DARK],
      [isRejected ? 1 : 1.5, "#fff"],
    ]) {
      Object.assign(context, { lineWidth: (width * unit) / view.scale, strokeStyle: colour });
      context.stroke(path);
    }
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

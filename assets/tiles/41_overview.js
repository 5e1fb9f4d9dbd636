// A small map of the picture with a frame around the visible part; the frame can be dragged.
const OVERVIEW_SIDE = 150; // px, longer side
const OVERVIEW_PART = 0.28; // of the window's width, at most

class Overview {
  constructor(canvas, view) {
    Object.assign(this, { canvas, view, context: canvas.getContext("2d") });
    canvas.addEventListener("pointerdown", (event) => this.grab(event));
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    canvas.addEventListener("dblclick", (event) => event.stopPropagation());
  }

  get scale() {
    const { width, height, wide, pixelRatio } = this.view;
    return Math.min(OVERVIEW_SIDE, (OVERVIEW_PART * wide) / pixelRatio) / Math.max(width, height);
  }

  // `bitmap` is the whole picture at its coarsest level.
  draw(bitmap) {
    const { canvas, context, view, scale } = this;
    canvas.hidden = !bitmap || view.isFit || view.scale <= view.fitScale;
    if (canvas.hidden) return;
    const [wide, high] = [view.width, view.height].map((side) => Math.max(1, Math.round(side * scale)));
    const ratio = view.pixelRatio;
    Object.assign(canvas, { width: wide * ratio, height: high * ratio });
    Object.assign(canvas.style, { width: `${wide}px`, height: `${high}px` });
    context.scale(ratio, ratio);
    context.drawImage(bitmap, 0, 0, wide, high);
    this.drawFrame(wide, high);
  }

  drawFrame(wide, high) {
    const { context, scale } = this;
    const [left, top, right, bottom] = this.view.visible.map((side) => side * scale);
    context.fillStyle = "rgb(0 0 0 / 45%)";
    context.beginPath();
    context.rect(0, 0, wide, high);
    context.rect(left, top, right - left, bottom - top);
    context.fill("evenodd");
    Object.assign(context, { strokeStyle: "#fff", lineWidth: 1.5 });
    context.strokeRect(left, top, Math.max(right - left, 3), Math.max(bottom - top, 3));
  }

  grab(event) {
    event.stopPropagation(); // the picture below would be drawn on
    if (event.button !== 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    const [x, y] = this.point(event);
    const [left, top, right, bottom] = this.view.visible;
    const isInFrame = x > left && x < right && y > top && y < bottom;
    this.offset = isInFrame ? [x - this.view.x, y - this.view.y] : [0, 0];
    this.drag(event);
  }

  drag(event) {
    if (!this.canvas.hasPointerCapture(event.pointerId)) return;
    const [x, y] = this.point(event);
    this.view.centreOn(x - this.offset[0], y - this.offset[1]);
  }

  point({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [(clientX - left) / this.scale, (clientY - top) / this.scale];
  }
}

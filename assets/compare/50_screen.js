// Draws the parts of the stage, once for each frame in which something has changed.
const FRAME_GAP = 5; // CSS px between a region and its frame

class Screen {
  constructor(stage, comparison) {
    Object.assign(this, { stage, comparison });
    this.canvas = stage.querySelector(".picture");
    this.context = this.canvas.getContext("2d", { alpha: false });
    new ResizeObserver(() => this.resize()).observe(stage);
  }

  resize() {
    const size = deviceSize(this.stage);
    if (!size[0] || !size[1]) return;
    Object.assign(this.canvas, { width: size[0], height: size[1] });
    this.comparison.arrange(size, devicePixelRatio);
    this.draw(); // at once: a canvas that changes its size becomes empty
  }

  redraw() {
    this.request ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.request);
    this.request = undefined;
    if (!this.comparison.windows) return;
    const { context, canvas } = this;
    context.fillStyle = getComputedStyle(this.stage).backgroundColor;
    context.fillRect(0, 0, canvas.width, canvas.height);
    this.comparison.wantTiles();
    for (const part of this.comparison.parts()) this.drawPart(part);
    this.comparison.drawMarks();
  }

  // `from` and `to`: the columns of the window that are drawn, px.
  drawPart({ picture, window, from = 0, to = window.wide }) {
    const { context } = this;
    const { view } = this.comparison;
    const [left, top] = view.toWindow(0, 0).map(Math.round);
    const [right, bottom] = view.toWindow(view.width, view.height).map(Math.round);
    context.save();
    context.translate(window.x, window.y);
    clipTo(context, from, 0, to, window.high);
    clipTo(context, left, top, right, bottom);
    picture.draw(context, view);
    if (this.comparison.frame) drawFrame(context, view, this.comparison.frame.box);
    context.restore();
  }
}

// A frame around a box of the picture, light on dark, so that it is seen on any paint.
function drawFrame(context, view, [x, y, width, height]) {
  const [left, top] = view.toWindow(x, y).map((side) => Math.round(side) - FRAME_GAP * view.pixelRatio);
  const [right, bottom] = view.toWindow(x + width, y + height).map((side) => Math.round(side) + FRAME_GAP * view.pixelRatio);
  for (const [colour, wide] of [["rgb(0 0 0 / 60%)", 3], ["#fff", 1]]) {
    Object.assign(context, { strokeStyle: colour, lineWidth: wide * view.pixelRatio });
    context.strokeRect(left, top, right - left, bottom - top);
  }
}

function clipTo(context, left, top, right, bottom) {
  context.beginPath();
  context.rect(left, top, Math.max(right - left, 0), bottom - top);
  context.clip();
}

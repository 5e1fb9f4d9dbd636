// Draws the picture, the mask over it, and above both what the tools show; each only when it has changed.
class Screen {
  constructor(stage, desk) {
    Object.assign(this, { stage, desk, view: desk.view, dirty: null });
    this.canvas = stage.querySelector(".picture");
    this.over = stage.querySelector(".over");
    this.context = this.canvas.getContext("2d", { alpha: false });
    new ResizeObserver(() => this.resize()).observe(stage);
  }

  resize() {
    const [wide, high] = deviceSize(this.stage);
    if (!wide || !high) return;
    for (const canvas of [this.canvas, this.over]) Object.assign(canvas, { width: wide, height: high });
    this.view.setWindow(wide, high, devicePixelRatio);
    this.frame(); // at once: a canvas that changes its size becomes empty
  }

  // Asks for a new frame: of all, or of the part that shows these bounds of the picture.
  redraw(bounds = null) {
    this.dirty = bounds && this.dirty !== "all" ? union(bounds, this.dirty ?? bounds) : "all";
    this.drawOver();
  }

  drawOver() {
    this.request ??= requestAnimationFrame(() => this.frame());
  }

  frame() {
    cancelAnimationFrame(this.request);
    this.request = undefined;
    if (!this.desk.picture) return;
    if (this.dirty) this.drawLayers();
    this.dirty = null;
    this.desk.drawMarks();
  }

  drawLayers() {
    const { context, view, dirty } = this;
    this.desk.wantTiles();
    const part = dirty === "all" ? [0, 0, view.wide, view.high] : this.partOf(dirty);
    context.save();
    context.beginPath();
    context.rect(part[0], part[1], part[2] - part[0], part[3] - part[1]);
    context.clip();
    context.fillStyle = this.background;
    context.fillRect(0, 0, view.wide, view.high);
    this.drawPicture(dirty === "all" ? undefined : grow(dirty, 1 + 2 / view.scale));
    context.restore();
  }

  // Whole device px around bounds of the picture, with room for what smoothing blends in.
  partOf([left, top, right, bottom]) {
    const [x, y] = this.view.toWindow(left, top);
    const [toX, toY] = this.view.toWindow(right, bottom);
    return [Math.floor(x) - 2, Math.floor(y) - 2, Math.ceil(toX) + 2, Math.ceil(toY) + 2];
  }

  drawPicture(box) {
    const { context, view } = this;
    const [picture, ...masks] = this.desk.layers;
    const [left, top] = view.toWindow(0, 0).map(Math.round);
    const [right, bottom] = view.toWindow(view.width, view.height).map(Math.round);
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    picture.draw(context, view, box && cropToPicture(box, view));
    if (this.desk.settings.contrast) this.fade();
    for (const mask of masks) mask.draw(context, view, box && cropToPicture(box, view));
  }

  // High contrast: the picture becomes pale and grey, so that marks of every colour stand out.
  fade() {
    const { context, view } = this;
    context.globalCompositeOperation = "saturation";
    context.fillStyle = "#808080";
    context.fillRect(0, 0, view.wide, view.high);
    context.globalCompositeOperation = "source-over";
    context.fillStyle = "rgb(235 235 235 / 60%)";
    context.fillRect(0, 0, view.wide, view.high);
  }

  get background() {
    return getComputedStyle(this.stage).getPropertyValue("--surround").trim() || "#808080";
  }
}

const cropToPicture = ([left, top, right, bottom], { width, height }) => [
  Math.max(left, 0),
  Math.max(top, 0),
  Math.min(right, width),
  Math.min(bottom, height),
];

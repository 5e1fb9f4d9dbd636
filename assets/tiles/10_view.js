// The part of the picture on the screen: the scale, and the point of the picture in the middle of the window.
const MAX_SCALE = 32; // device px for one px of the picture
const CRISP_SCALE = 2; // from this scale on, pixels are shown as squares
const ZOOM_STEP = 1.5; // zoom factor of a key or a button
const LINE_HEIGHT = 33; // px that a wheel in lines scrolls by
const MARGIN = 48; // device px by which an edge of the picture may be moved into the window

// What is seen of each open painting, by its secret: a component goes on where another one was left.
const keptViews = (globalThis.paintingRestorationViews ??= new Map());

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

// The size of an element in device px.
const deviceSize = ({ clientWidth, clientHeight }) =>
  [clientWidth, clientHeight].map((side) => Math.round(side * devicePixelRatio));

class View {
  constructor(onChange) {
    Object.assign(this, { onChange, width: 1, height: 1, wide: 1, high: 1, pixelRatio: 1 });
    this.fit();
  }

  // A painting that was seen before is seen as it was left; a new one is seen whole.
  setPicture(width, height, secret) {
    if (width === this.width && height === this.height && secret === this.secret) return;
    Object.assign(this, { width, height, secret });
    const kept = keptViews.get(secret);
    if (!kept || kept.isFit) return this.fit();
    Object.assign(this, kept);
    this.changed();
  }

  // The size of the window in device px.
  setWindow(wide, high, pixelRatio) {
    Object.assign(this, { wide, high, pixelRatio });
    if (this.isFit) this.fit();
    else this.changed();
  }

  get fitScale() {
    return Math.min(this.wide / this.width, this.high / this.height);
  }

  get minScale() {
    return Math.min(this.fitScale, 1);
  }

  fit() {
    Object.assign(this, { scale: this.fitScale, x: this.width / 2, y: this.height / 2 });
    this.changed();
  }

  // Zooms about a point of the window: the paint at that point stays in place.
  zoomBy(factor, atX = this.wide / 2, atY = this.high / 2) {
    const [x, y] = this.toPicture(atX, atY);
    this.scale = clamp(this.scale * factor, this.minScale, Math.max(MAX_SCALE, this.fitScale));
    this.x = x - (atX - this.wide / 2) / this.scale;
    this.y = y - (atY - this.high / 2) / this.scale;
    this.changed();
  }

  zoomTo(scale) {
    this.zoomBy(scale / this.scale);
  }

  panBy(right, down) {
    this.x -= right / this.scale;
    this.y -= down / this.scale;
    this.changed();
  }

  // The wheel zooms at a point of the window; with Shift it moves the picture sideways.
  wheel(event, at) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
    const [right, down] = [event.deltaX * pixels, event.deltaY * pixels];
    const speed = event.ctrlKey ? 0.01 : 0.0015; // a pinch on a touchpad arrives as a small wheel event with Ctrl
    if (event.shiftKey) this.panBy(-(right || down) * this.pixelRatio, 0);
    else this.zoomBy(Math.exp(-down * speed), ...at);
  }

  centreOn(x, y) {
    Object.assign(this, { x, y });
    this.changed();
  }

  // Shows a box of the picture with its surroundings.
  showBox([x, y, width, height], mostScale = 8) {
    const scale = 0.4 * Math.min(this.wide / width, this.high / height);
    this.scale = clamp(scale, this.minScale, mostScale);
    this.centreOn(x + width / 2, y + height / 2);
  }

  toPicture(x, y) {
    return [this.x + (x - this.wide / 2) / this.scale, this.y + (y - this.high / 2) / this.scale];
  }

  toWindow(x, y) {
    return [(x - this.x) * this.scale + this.wide / 2, (y - this.y) * this.scale + this.high / 2];
  }

  // The visible box of the picture: left, top, right, bottom.
  get visible() {
    const [left, top] = this.toPicture(0, 0);
    const [right, bottom] = this.toPicture(this.wide, this.high);
    return [Math.max(left, 0), Math.max(top, 0), Math.min(right, this.width), Math.min(bottom, this.height)];
  }

  get isCrisp() {
    return this.scale >= CRISP_SCALE;
  }

  changed() {
    this.x = this.within(this.x, this.width, this.wide);
    this.y = this.within(this.y, this.height, this.high);
    this.isFit = Math.abs(this.scale / this.fitScale - 1) < 1e-6;
    const { secret, scale, x, y, isFit } = this;
    if (secret) keptViews.set(secret, { scale, x, y, isFit });
    this.onChange();
  }

  within(centre, length, window) {
    if (length * this.scale <= window) return length / 2;
    const half = (window / 2 - MARGIN) / this.scale;
    return clamp(centre, half, length - half);
  }
}

// What both pictures show: how near, and which point of the picture stands in the middle.
const FINEST = 8; // px of the screen for one px of the picture
const STEP = 1.25; // zoom for a key or a button
const CRISP = 2; // from here on pixels are shown as the squares they are

const within = (centre, length) => Math.min(Math.max(centre, length / 2), 1 - length / 2);

class View {
  constructor(viewer) {
    this.viewer = viewer;
    new ResizeObserver(() => this.draw()).observe(viewer.querySelector(".pane"));
    this.fit();
  }

  // Pictures of another size are another part of the painting: all of it is seen at first.
  show(width, height) {
    if (width === this.width && height === this.height) return;
    Object.assign(this, { width, height });
    this.viewer.style.setProperty("--wide", width);
    this.viewer.style.setProperty("--high", height);
    this.viewer.classList.toggle("landscape", width > height);
    this.fit();
  }

  fit() {
    Object.assign(this, { zoom: 1, x: 0.5, y: 0.5 });
    this.draw();
  }

  // Zooms about a point of the pane, given in parts of it: what is seen there stays there.
  zoomBy(factor, [across, down] = [0.5, 0.5]) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), Math.max(1, FINEST / this.scale));
    const change = 1 / this.zoom - 1 / zoom;
    this.x += (across - 0.5) * change;
    this.y += (down - 0.5) * change;
    this.zoom = zoom;
    this.draw();
  }

  nearer() {
    this.zoomBy(STEP);
  }

  farther() {
    this.zoomBy(1 / STEP);
  }

  // Moves the picture along, by parts of the pane.
  pan(across, down) {
    this.x -= across / this.zoom;
    this.y -= down / this.zoom;
    this.draw();
  }

  // Pixels of the screen for one pixel of the picture when all of it is seen.
  get scale() {
    return this.viewer.querySelector(".pane").clientWidth / this.width || 1;
  }

  draw() {
    this.x = within(this.x, 1 / this.zoom);
    this.y = within(this.y, 1 / this.zoom);
    for (const name of ["zoom", "x", "y"]) this.viewer.style.setProperty(`--${name}`, this[name]);
    this.viewer.classList.toggle("near", this.zoom > 1);
    this.viewer.classList.toggle("crisp", this.zoom * this.scale >= CRISP);
  }
}

// The view that both pictures share: the zoom, and the point of the picture in the middle of the pane.
const MAX_SCALE = 8; // px of the screen for one px of the picture
const STEP = 1.25; // zoom factor of a key or a button
const CRISP_SCALE = 2; // from this scale on, pixels are shown as squares

const within = (centre, length) => Math.min(Math.max(centre, length / 2), 1 - length / 2);

class View {
  constructor(viewer) {
    this.viewer = viewer;
    new ResizeObserver(() => this.draw()).observe(viewer.querySelector(".pane"));
    this.fit();
  }

  // Pictures of another size show another part of the painting: the view starts with all of it.
  setSize(width, height) {
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

  // Zooms about a point of the pane, given as fractions of it: the paint at that point stays in place.
  zoomBy(factor, [across, down] = [0.5, 0.5]) {
    const zoom = Math.min(Math.max(this.zoom * factor, 1), Math.max(1, MAX_SCALE / this.scale));
    const change = 1 / this.zoom - 1 / zoom;
    this.x += (across - 0.5) * change;
    this.y += (down - 0.5) * change;
    this.zoom = zoom;
    this.draw();
  }

  zoomIn() {
    this.zoomBy(STEP);
  }

  zoomOut() {
    this.zoomBy(1 / STEP);
  }

  // Moves the picture by fractions of the pane.
  pan(across, down) {
    this.x -= across / this.zoom;
    this.y -= down / this.zoom;
    this.draw();
  }

  // Pixels of the screen for one pixel of the picture when the whole picture is visible.
  get scale() {
    return this.viewer.querySelector(".pane").clientWidth / this.width || 1;
  }

  draw() {
    this.x = within(this.x, 1 / this.zoom);
    this.y = within(this.y, 1 / this.zoom);
    for (const name of ["zoom", "x", "y"]) this.viewer.style.setProperty(`--${name}`, this[name]);
    this.viewer.classList.toggle("zoomed", this.zoom > 1);
    this.viewer.classList.toggle("crisp", this.zoom * this.scale >= CRISP_SCALE);
  }
}

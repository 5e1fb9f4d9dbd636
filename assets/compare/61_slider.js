// The line between two pictures: a share of what is visible of the picture lies on its left.
const REACH = 19; // CSS px on either side of the line in which it can be dragged

class Slider {
  constructor(root, view, onMove) {
    Object.assign(this, { view, onMove });
    this.line = root.querySelector(".line");
    this.input = root.querySelector("input");
    this.share = 0.5;
    this.input.addEventListener("input", () => this.moveTo(this.input.value / 100));
  }

  // The ends of the picture in the window, px.
  get ends() {
    const { view } = this;
    return [Math.max(view.toWindow(0, 0)[0], 0), Math.min(view.toWindow(view.width, 0)[0], view.wide)];
  }

  // Where the line is in the window, px.
  get x() {
    const [left, right] = this.ends;
    return Math.round(left + this.share * (right - left));
  }

  isNear(x) {
    return Math.abs(x - this.x) <= REACH * this.view.pixelRatio;
  }

  dragTo(x) {
    const [left, right] = this.ends;
    this.moveTo((x - left) / Math.max(right - left, 1));
  }

  moveTo(share) {
    this.share = clamp(share, 0, 1);
    this.input.value = 100 * this.share; // at once: the next key may come before the next frame
    this.onMove();
  }

  show() {
    this.line.style.left = `${this.x / this.view.pixelRatio}px`;
  }
}

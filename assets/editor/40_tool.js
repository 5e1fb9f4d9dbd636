// What every tool can do: it gets points of the picture, and draws its own marks over the picture until it is done.
const NEAREST = 0.5; // device px; points closer to the last one are left out

class Tool {
  // `desk` is the editor: view, mask, settings, ink, brush width, commit, say.
  constructor(desk) {
    this.desk = desk;
  }

  press(point, event) {}
  move(points, event) {}
  release(point, event) {}
  hover(point, event) {}
  doubleClick(point) {}
  confirm() {}
  cancel() {}
  draw(pen) {}

  // Whether Enter and Esc have something to do.
  get isBusy() {
    return false;
  }

  get hasRing() {
    return false;
  }

  // Whether it changes the mask, which must be seen then.
  get isMarking() {
    return true;
  }

  // Whether it is pressed in one place and released in another.
  get isDrag() {
    return false;
  }

  get isErasing() {
    return this.desk.isErasing;
  }
}

class Brush extends Tool {
  press(point) {
    this.step = new LineStep([point], this.desk.brushWidth, this.desk.ink(this.isErasing));
    this.desk.layerFor(this.step).begin(this.step);
  }

  move(points) {
    if (!this.step) return;
    const first = this.step.points.length;
    for (const point of points) if (this.isNew(point)) this.step.add(point);
    if (this.step.points.length > first) this.desk.layerFor(this.step).extend(first);
  }

  isNew([x, y]) {
    const [lastX, lastY] = this.step.points.at(-1);
    return Math.hypot(x - lastX, y - lastY) * this.desk.view.scale >= NEAREST;
  }

  release() {
    if (!this.step) return;
    this.desk.commitDrawn(this.step);
    this.step = null;
  }

  cancel() {
    if (!this.step) return;
    this.desk.layerFor(this.step).cancel();
    this.step = null;
  }

  get isBusy() {
    return Boolean(this.step);
  }

  get isDrag() {
    return true;
  }

  get hasRing() {
    return true;
  }
}

class Eraser extends Brush {
  get isErasing() {
    return true;
  }
}

// Tools that go from one point to another.
class DragTool extends Tool {
  press(point) {
    Object.assign(this, { from: point, to: point, wasErasing: this.isErasing });
    this.desk.drawOver();
  }

  move(points) {
    if (!this.from) return;
    this.to = points.at(-1);
    this.desk.drawOver();
  }

  release(point) {
    if (!this.from) return;
    this.finish(this.from, point);
    this.cancel();
  }

  cancel() {
    this.from = null;
    this.desk.drawOver();
  }

  get isBusy() {
    return Boolean(this.from);
  }

  get isDrag() {
    return true;
  }
}

class Line extends DragTool {
  finish(from, to) {
    this.desk.commit(new LineStep([from, to], this.desk.brushWidth, this.desk.ink(this.wasErasing)));
  }

  draw(pen) {
    if (this.from) pen.stroke([this.from, this.to], this.desk.brushWidth, this.wasErasing);
  }

  get hasRing() {
    return true;
  }
}

class Rectangle extends DragTool {
  finish(from, to) {
    if (from[0] !== to[0] && from[1] !== to[1])
      this.desk.commit(new AreaStep([this.corners(from, to)], this.desk.ink(this.wasErasing)));
  }

  corners([x, y], [toX, toY]) {
    return [
      [x, y],
      [toX, y],
      [toX, toY],
      [x, toY],
    ];
  }

  draw(pen) {
    if (this.from) pen.area(this.corners(this.from, this.to), this.wasErasing);
  }
}

class Lasso extends Tool {
  press(point) {
    Object.assign(this, { points: [point], wasErasing: this.isErasing });
  }

  move(points) {
    if (!this.points) return;
    this.points.push(...points);
    this.desk.drawOver();
  }

  release() {
    if (this.points?.length > 2) this.desk.commit(new AreaStep([this.points], this.desk.ink(this.wasErasing)));
    this.cancel();
  }

  cancel() {
    this.points = null;
    this.desk.drawOver();
  }

  draw(pen) {
    if (this.points) pen.area(this.points, this.wasErasing);
  }

  get isBusy() {
    return Boolean(this.points);
  }

  get isDrag() {
    return true;
  }
}

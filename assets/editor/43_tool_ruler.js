// Ruler: two clicks, or a drag, measure a distance, which also tells Python the scale of the picture.
class Ruler extends Tool {
  press(point) {
    if (this.from && !this.isDone) return this.end(point);
    Object.assign(this, { from: point, to: point, isDone: false });
    this.desk.drawOver();
  }

  move(points) {
    this.hover(points.at(-1));
  }

  hover(point) {
    if (!this.from || this.isDone) return;
    this.to = point;
    this.desk.say(this.text);
    this.desk.drawOver();
  }

  release(point) {
    const [x, y] = this.from ?? point;
    const isDrag = Math.hypot(point[0] - x, point[1] - y) * this.desk.view.scale > CLOSING * this.desk.view.pixelRatio;
    if (isDrag && !this.isDone) this.end(point);
  }

  end(point) {
    Object.assign(this, { to: point, isDone: true });
    this.desk.say(this.text);
    this.desk.drawOver();
    this.desk.tell("ruler", { from: this.from.map(roundTo3), to: this.to.map(roundTo3) });
  }

  get text() {
    return this.desk.formatLength(Math.hypot(this.to[0] - this.from[0], this.to[1] - this.from[1]));
  }

  cancel() {
    this.from = null;
    this.desk.say("");
    this.desk.drawOver();
  }

  draw(pen) {
    if (this.from) pen.measure(this.from, this.to, this.text);
  }

  get isMarking() {
    return false;
  }

  get isBusy() {
    return Boolean(this.from) && !this.isDone;
  }
}

// Polygon: a click for each corner; Enter, a double-click or a click on the first corner closes it.
const CLOSING = 10; // device-independent px around the first corner

class Polygon extends Tool {
  constructor(desk) {
    super(desk);
    this.corners = [];
  }

  press(point) {
    if (this.corners.length > 2 && this.isFirst(point)) return this.confirm();
    if (!this.corners.length) this.wasErasing = this.isErasing;
    this.corners.push(point);
    this.hover(point);
  }

  isFirst([x, y]) {
    const [firstX, firstY] = this.corners[0];
    const { scale, pixelRatio } = this.desk.view;
    return Math.hypot(x - firstX, y - firstY) * scale <= CLOSING * pixelRatio;
  }

  move(points) {
    this.hover(points.at(-1));
  }

  hover(point) {
    this.next = point;
    if (this.isBusy) this.desk.drawOver();
  }

  doubleClick() {
    this.corners.pop(); // the second click of the two
    this.confirm();
  }

  confirm() {
    if (this.corners.length > 2) this.desk.commit(new AreaStep([this.corners], this.desk.ink(this.wasErasing)));
    this.cancel();
  }

  cancel() {
    this.corners = [];
    this.desk.drawOver();
  }

  draw(pen) {
    if (!this.isBusy) return;
    pen.area([...this.corners, this.next], this.wasErasing);
    pen.handle(this.corners[0], this.corners.length > 2 && this.isFirst(this.next));
  }

  get isBusy() {
    return this.corners.length > 0;
  }
}

// Drawing without a mouse: arrows move a cursor over the picture, Space presses and releases the tool there.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class KeyboardCursor {
  constructor(desk) {
    Object.assign(this, { desk, point: null, isDrawing: false });
  }

  get isShown() {
    return this.point !== null;
  }

  // One px of the picture, or of the screen where that is more; ten with Shift.
  step({ key, shiftKey }) {
    const { view } = this.desk;
    const [right, down] = ARROWS[key].map(
      (way) => way * (shiftKey ? 10 : 1) * Math.max(1, Math.round(view.pixelRatio / view.scale)),
    );
    const [x, y] = this.point ?? [Math.floor(view.x) + 0.5, Math.floor(view.y) + 0.5];
    this.point = [clamp(x + right, 0.5, view.width - 0.5), clamp(y + down, 0.5, view.height - 0.5)];
    if (this.isDrawing) this.desk.tool.move([this.point], { clientX: 0 });
    else this.desk.tool.hover(this.point, {});
    this.keepInWindow();
    this.desk.movePointer(this.point);
  }

  keepInWindow() {
    const { view } = this.desk;
    const [x, y] = view.toWindow(...this.point);
    const outside = (at, length) => at - clamp(at, MARGIN, length - MARGIN);
    const [right, down] = [outside(x, view.wide), outside(y, view.high)];
    if (right || down) view.panBy(-right, -down);
  }

  // Tools that are dragged begin at one press of Space and end at the next; the others only need a click.
  press() {
    const { tool } = this.desk;
    const isEnd = this.isDrawing || !tool.isDrag;
    if (!this.isDrawing) this.desk.press(this.point, { clientX: 0 });
    if (isEnd) tool.release(this.point, {});
    this.isDrawing = !isEnd;
    if (tool.isDrag) this.desk.say(isEnd ? "" : "Drawing. Space ends the stroke, Esc cancels it.");
  }

  cancel() {
    this.isDrawing = false;
  }

  hide() {
    Object.assign(this, { point: null, isDrawing: false });
  }
}

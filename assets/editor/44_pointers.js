// Mouse, pen and fingers on the picture: one draws; two fingers, the middle button or Space move the view.

class Pointers {
  constructor(stage, desk) {
    Object.assign(this, { stage, desk, view: desk.view, pointers: new Map(), drawing: null, isSpaceHeld: false });
    const on = (type, act, options) => stage.addEventListener(type, (event) => act.call(this, event), options);
    on("wheel", this.wheel, { passive: false });
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.release);
    on("pointercancel", this.interrupt);
    on("pointerleave", this.leave);
    on("dblclick", this.doubleClick);
    on("contextmenu", (event) => event.preventDefault());
    on("mousedown", (event) => event.button === 1 && event.preventDefault()); // else the page begins to scroll
  }

  // The place of an event in the window of the view, device px.
  place({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    return [(clientX - left) * this.view.pixelRatio, (clientY - top) * this.view.pixelRatio];
  }

  point(event) {
    return this.view.toPicture(...this.place(event));
  }

  wheel(event) {
    this.view.wheel(event, this.place(event));
    this.showPointer(event);
  }

  press(event) {
    const isPan = event.button === 1 || (event.button === 0 && this.isSpaceHeld);
    if (event.button !== 0 && !isPan && event.button !== 5) return;
    this.stage.focus({ preventScroll: true });
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    if (event.pointerType === "touch" && this.pointers.size === 2) this.beginPinch();
    else if (isPan) this.setPanning(true);
    else if (this.pointers.size === 1) this.beginDrawing(event);
  }

  beginDrawing(event) {
    this.drawing = event.pointerId;
    this.showPointer(event);
    this.desk.press(this.point(event), event);
  }

  beginPinch() {
    if (this.drawing !== null) this.desk.tool.cancel();
    Object.assign(this, { drawing: null, isPinching: true });
  }

  setPanning(isPanning) {
    this.isPanning = isPanning;
    this.stage.classList.toggle("panning", isPanning);
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (last && this.isPinching) this.pinch(last, event);
    else if (last && this.isPanning) this.pan(last, event);
    else if (event.pointerId === this.drawing) this.draw(event);
    else if (!this.pointers.size) this.desk.tool.hover(this.point(event), event);
    if (last) this.pointers.set(event.pointerId, event);
    this.showPointer(event);
  }

  draw(event) {
    this.desk.touch();
    const events = event.getCoalescedEvents?.() ?? [];
    this.desk.tool.move(
      (events.length ? events : [event]).map((part) => this.point(part)),
      event,
    );
  }

  pan(last, event) {
    const [[x, y], [toX, toY]] = [this.place(last), this.place(event)];
    this.view.panBy(toX - x, toY - y);
  }

  pinch(last, event) {
    const other = [...this.pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    if (!other) return;
    const [[x, y], [toX, toY], [otherX, otherY]] = [last, event, other].map((pointer) => this.place(pointer));
    this.view.panBy((toX - x) / 2, (toY - y) / 2);
    const factor = Math.hypot(toX - otherX, toY - otherY) / Math.max(Math.hypot(x - otherX, y - otherY), 1);
    this.view.zoomBy(factor, (toX + otherX) / 2, (toY + otherY) / 2);
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    if (event.pointerId === this.drawing) {
      this.drawing = null;
      this.desk.tool.release(this.point(event), event);
    }
    if (!this.pointers.size) this.rest();
    if (event.pointerType === "touch") this.leave();
  }

  interrupt(event) {
    this.pointers.delete(event.pointerId);
    if (event.pointerId === this.drawing) this.desk.tool.cancel();
    this.drawing = null;
    if (!this.pointers.size) this.rest();
  }

  rest() {
    this.isPinching = false;
    this.setPanning(false);
  }

  leave() {
    if (!this.desk.cursor.isShown) this.desk.movePointer(null);
  }

  showPointer(event) {
    if (this.desk.cursor.isDrawing) return;
    this.desk.cursor.hide();
    this.desk.isAltHeld = event.altKey || (event.buttons & 32) > 0; // 32: the eraser's end of a pen
    this.desk.movePointer(this.point(event));
  }

  // With a tool that draws, two quick clicks are two dots; there, 0 and a double-click beside the picture fit it.
  doubleClick(event) {
    const [x, y] = this.point(event);
    const isOutside = x < 0 || y < 0 || x > this.view.width || y > this.view.height;
    if (this.desk.tool.isBusy) this.desk.tool.doubleClick([x, y]);
    else if (isOutside || this.isSpaceHeld || this.desk.settings.tool === "select") this.view.fit();
  }

  holdSpace(isHeld) {
    this.isSpaceHeld = isHeld;
    this.stage.classList.toggle("space", isHeld);
  }
}

// Wheel, pinch, drag and keys: they zoom and move the view, or move the slider.
const PAN_STEP = 0.1; // part of the window that an arrow key moves by
const CLICK_TOLERANCE = 4; // px that the pointer may move during a click
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class Gestures {
  constructor(stage, comparison) {
    Object.assign(this, { stage, comparison, view: comparison.view, pointers: new Map() });
    const on = (type, act, options) => stage.addEventListener(type, (event) => act.call(this, event), options);
    on("wheel", this.wheel, { passive: false });
    on("keydown", this.press);
    on("dblclick", () => this.view.fit());
    on("mousedown", (event) => event.preventDefault()); // it would take the focus from the slider
    on("pointerdown", this.grab);
    on("pointermove", this.drag);
    on("pointerup", this.release);
    on("lostpointercapture", this.lose);
  }

  wheel(event) {
    this.view.wheel(event, this.place(event));
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.act(event)) return this.passOn(event); // other keys belong to the page's shortcuts, or to the slider
    event.preventDefault();
    event.stopPropagation();
  }

  // The page's shortcuts do not hear fields, such as the slider; letters mean nothing to it.
  passOn(event) {
    if (event.target === this.stage || !/^[a-z]$/i.test(event.key)) return;
    event.stopPropagation();
    const { key, code, shiftKey } = event;
    this.stage.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, composed: true }));
  }

  act(event) {
    const { view } = this;
    if (event.key in ARROWS) return this.panByKey(event);
    if (event.key === "+" || event.key === "=") view.zoomBy(ZOOM_STEP);
    else if (event.key === "-") view.zoomBy(1 / ZOOM_STEP);
    else if (event.key === "0") view.fit();
    else if (event.key === "1") view.zoomTo(1);
    else if (event.key === " ") return this.comparison.swap();
    else return false;
    return true;
  }

  panByKey({ key, target, shiftKey }) {
    const { view } = this;
    const isWanted = !view.isFit && (shiftKey || target === this.stage);
    if (isWanted) view.panBy(...ARROWS[key].map((way) => way * PAN_STEP * Math.min(view.wide, view.high)));
    return isWanted;
  }

  grab(event) {
    if (event.button > 1) return;
    this.comparison.keyboardTarget.focus({ preventScroll: true });
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.start = event;
    this.isClick = this.pointers.size === 1 && event.button === 0;
    this.movesSlider = this.isClick && this.comparison.isAtSlider(this.place(event)[0]);
    this.isOnLine = this.movesSlider && this.comparison.isOnLine(this.place(event)[0]);
    this.stage.classList.toggle("grabbed", !this.movesSlider && !this.view.isFit);
    if (this.isOnLine) this.slide(event);
  }

  drag(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const distance = Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY);
    this.isClick &&= distance < CLICK_TOLERANCE;
    if (this.pointers.size === 2) this.pinch(last, event);
    else if (this.movesSlider) this.slideIfMeant(event);
    else this.view.panBy(...this.difference(last, event));
    this.pointers.set(event.pointerId, event);
  }

  // A pointer beside the line moves it when it is dragged; a click there may be meant for the picture.
  slideIfMeant(event) {
    if (this.isOnLine || !this.isClick) this.slide(event);
  }

  slide(event) {
    this.comparison.slider.dragTo(this.place(event)[0]);
  }

  pinch(last, event) {
    const other = [...this.pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
    const apart = ({ clientX, clientY }) => Math.hypot(clientX - other.clientX, clientY - other.clientY);
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    const [right, down] = this.difference(last, event);
    this.movesSlider = false;
    this.view.panBy(right / 2, down / 2);
    this.view.zoomBy(apart(event) / Math.max(apart(last), 1), ...this.place(middle));
  }

  release(event) {
    this.lose(event);
    if (this.isClick && !this.isOnLine) this.comparison.click(...this.place(event));
  }

  lose(event) {
    this.pointers.delete(event.pointerId);
    if (!this.pointers.size) this.stage.classList.remove("grabbed");
  }

  // The place of an event in the window under it, device px.
  place({ clientX, clientY }) {
    const { left, top } = this.stage.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top].map((side) => side * this.view.pixelRatio);
    const window = this.comparison.windowAt(x, y);
    return [x - window.x, y - window.y];
  }

  difference(last, event) {
    return [event.clientX - last.clientX, event.clientY - last.clientY].map((side) => side * this.view.pixelRatio);
  }
}

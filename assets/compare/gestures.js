// Wheel, pinch, drag and keys: they zoom and pan the view, or move the slider.
const PAN_STEP = 0.1; // fraction of the pane that an arrow key pans by
const CLICK_TOLERANCE = 4; // px that the pointer may move during a click
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class Gestures {
  constructor(panes, view, { onGrab, onSlide, onClick }) {
    Object.assign(this, { panes, view, onGrab, onSlide, onClick, pointers: new Map() });
    panes.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    panes.addEventListener("keydown", (event) => this.press(event));
    panes.addEventListener("dblclick", () => view.fit());
    panes.addEventListener("mousedown", (event) => event.preventDefault()); // it would take the focus from the slider
    panes.addEventListener("pointerdown", (event) => this.grab(event));
    panes.addEventListener("pointermove", (event) => this.drag(event));
    panes.addEventListener("pointerup", (event) => this.release(event));
    panes.addEventListener("lostpointercapture", (event) => this.pointers.delete(event.pointerId));
  }

  wheel(event) {
    const before = this.view.zoom;
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    const speed = event.ctrlKey ? 0.01 : 0.0015; // a pinch on a touchpad arrives as a small wheel event with Ctrl
    this.view.zoomBy(Math.exp(-event.deltaY * pixels * speed), this.pointAt(event));
    if (event.ctrlKey || this.view.zoom !== before) event.preventDefault(); // at either limit the page scrolls
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.act(event)) return; // other keys belong to the page's shortcuts, or to the slider
    event.preventDefault();
    event.stopPropagation();
  }

  act(event) {
    if (event.key in ARROWS) return this.panByKey(event);
    if (event.key === "+" || event.key === "=") this.view.zoomIn();
    else if (event.key === "-") this.view.zoomOut();
    else if (event.key === "0") this.view.fit();
    else if (event.key === " ") this.onClick();
    else return false;
    return true;
  }

  panByKey({ key, target, shiftKey }) {
    const isWanted = this.view.zoom > 1 && (shiftKey || target === this.panes);
    if (isWanted) this.view.pan(...ARROWS[key].map((direction) => direction * PAN_STEP));
    return isWanted;
  }

  grab(event) {
    if (event.button !== 0) return;
    this.onGrab();
    this.panes.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.isClick = this.pointers.size === 1;
    this.start = event;
    this.movesSlider = this.view.zoom === 1 || event.target.classList.contains("line");
    if (this.movesSlider) this.onSlide(this.pointAt(event)[0]);
  }

  drag(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const distance = Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY);
    this.isClick &&= distance < CLICK_TOLERANCE;
    if (this.pointers.size === 2) this.pinch(last, event);
    else if (this.movesSlider) this.onSlide(this.pointAt(event)[0]);
    else this.view.pan(...this.difference(last, event));
    this.pointers.set(event.pointerId, event);
  }

  pinch(last, event) {
    const other = [...this.pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    const apart = ({ clientX, clientY }) => Math.hypot(clientX - other.clientX, clientY - other.clientY);
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    const [dx, dy] = this.difference(last, event);
    this.movesSlider = false;
    this.view.pan(dx / 2, dy / 2);
    this.view.zoomBy(apart(event) / Math.max(apart(last), 1), this.pointAt(middle));
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    if (!this.isClick) return;
    this.onSlide(this.pointAt(event)[0]);
    this.onClick();
  }

  // The position of the pointer, as fractions of the pane under it.
  pointAt({ clientX, clientY }) {
    const boxes = [...this.panes.querySelectorAll(".pane")].map((pane) => pane.getBoundingClientRect());
    const box = boxes.find(({ right, bottom }) => clientX <= right && clientY <= bottom) ?? boxes.at(-1);
    return [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  }

  difference(last, event) {
    const { clientWidth, clientHeight } = this.panes.querySelector(".pane");
    return [(event.clientX - last.clientX) / clientWidth, (event.clientY - last.clientY) / clientHeight];
  }
}

// Wheel, pinch, drag and keys: they zoom and pan the view, or move the handle.
const STRIDE = 0.1; // parts of the pane that an arrow key pans by
const STILL = 4; // px that a click may tremble
const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

class Gestures {
  constructor(panes, view, { onGrab, onLine, onClick }) {
    Object.assign(this, { panes, view, onGrab, onLine, onClick, pointers: new Map() });
    panes.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    panes.addEventListener("keydown", (event) => this.press(event));
    panes.addEventListener("dblclick", () => view.fit());
    panes.addEventListener("mousedown", (event) => event.preventDefault()); // it would take the focus from the handle
    panes.addEventListener("pointerdown", (event) => this.grab(event));
    panes.addEventListener("pointermove", (event) => this.drag(event));
    panes.addEventListener("pointerup", (event) => this.release(event));
    panes.addEventListener("lostpointercapture", (event) => this.pointers.delete(event.pointerId));
  }

  wheel(event) {
    const before = this.view.zoom;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 1;
    const speed = event.ctrlKey ? 0.01 : 0.0015; // a pinch on a touchpad comes as a small wheel with Ctrl
    this.view.zoomBy(Math.exp(-event.deltaY * lines * speed), this.pointAt(event));
    if (event.ctrlKey || this.view.zoom !== before) event.preventDefault(); // at either end the page scrolls on
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.act(event)) return; // the page's own shortcuts may have it, and the handle its arrows
    event.preventDefault();
    event.stopPropagation();
  }

  act(event) {
    if (event.key in ARROWS) return this.walk(event);
    if (event.key === "+" || event.key === "=") this.view.nearer();
    else if (event.key === "-") this.view.farther();
    else if (event.key === "0") this.view.fit();
    else if (event.key === " ") this.onClick();
    else return false;
    return true;
  }

  walk({ key, target, shiftKey }) {
    const isWanted = this.view.zoom > 1 && (shiftKey || target === this.panes);
    if (isWanted) this.view.pan(...ARROWS[key].map((way) => way * STRIDE));
    return isWanted;
  }

  grab(event) {
    if (event.button !== 0) return;
    this.onGrab();
    this.panes.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.isStill = this.pointers.size === 1;
    this.start = event;
    this.holdsLine = this.view.zoom === 1 || event.target.classList.contains("line");
    if (this.holdsLine) this.onLine(this.pointAt(event)[0]);
  }

  drag(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    this.isStill &&= Math.hypot(event.clientX - this.start.clientX, event.clientY - this.start.clientY) < STILL;
    if (this.pointers.size === 2) this.pinch(last, event);
    else if (this.holdsLine) this.onLine(this.pointAt(event)[0]);
    else this.view.pan(...this.difference(last, event));
    this.pointers.set(event.pointerId, event);
  }

  pinch(last, event) {
    const other = [...this.pointers.values()].find((pointer) => pointer.pointerId !== event.pointerId);
    const apart = ({ clientX, clientY }) => Math.hypot(clientX - other.clientX, clientY - other.clientY);
    const middle = { clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2 };
    const [dx, dy] = this.difference(last, event);
    this.holdsLine = false;
    this.view.pan(dx / 2, dy / 2);
    this.view.zoomBy(apart(event) / Math.max(apart(last), 1), this.pointAt(middle));
  }

  release(event) {
    this.pointers.delete(event.pointerId);
    if (!this.isStill) return;
    this.onLine(this.pointAt(event)[0]);
    this.onClick();
  }

  // Where the pointer is, in parts of the pane that it is over.
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

// A map of the painting. Its frame follows the pointer or the arrow keys; Python gets the new centre when it rests.
const PAUSE = 300; // ms after the last key, so that several steps are sent as one move
const STEPS = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, -0.5], ArrowDown: [0, 0.5] }; // fractions of the frame
const maps = new WeakMap(); // one per element; Streamlit calls many times with the same element

const within = (centre, length) => Math.min(Math.max(centre, length / 2), 1 - length / 2);
const percent = (fraction) => `${Math.round(100 * fraction)}%`;

class Overview {
  constructor(map) {
    this.map = map;
    map.addEventListener("pointerdown", (event) => this.grab(event));
    map.addEventListener("pointermove", (event) => this.drag(event));
    map.addEventListener("lostpointercapture", () => this.sendMove());
    map.addEventListener("keydown", (event) => this.step(event));
    map.addEventListener("keyup", () => this.sendMoveSoon());
  }

  update(data, send) {
    this.send = send;
    this.showImage(data);
    if (!this.hasMoved) this.placeFrame(data.window); // else Python does not know the last move yet
  }

  async showImage({ url, size }) {
    const shown = this.map.querySelector("img");
    if (shown?.src === url) return;
    ["--wide", "--high"].forEach((name, side) => this.map.style.setProperty(name, size[side]));
    const image = Object.assign(new Image(), { src: url, alt: "" });
    this.latest = image;
    await image.decode();
    if (this.latest !== image) return;
    shown?.remove();
    this.map.prepend(image);
  }

  placeFrame([left, top, width, height]) {
    Object.assign(this, { width, height });
    this.map.classList.toggle("full", width > 0.999 && height > 0.999);
    this.move(left + width / 2, top + height / 2);
    this.sent = [this.x, this.y];
  }

  get hasMoved() {
    return this.sent !== undefined && (this.x !== this.sent[0] || this.y !== this.sent[1]);
  }

  move(x, y) {
    this.x = within(x, this.width);
    this.y = within(y, this.height);
    for (const name of ["x", "y", "width", "height"]) this.map.style.setProperty(`--${name}`, this[name]);
    this.map.setAttribute("aria-label", this.label());
  }

  label() {
    const [left, top] = [this.x - this.width / 2, this.y - this.height / 2];
    const across = `${percent(left)} to ${percent(left + this.width)} across`;
    const down = `${percent(top)} to ${percent(top + this.height)} down`;
    return `Overview. The visible part: ${across}, ${down}. Move it with the arrow keys.`;
  }

  grab(event) {
    if (event.button !== 0) return;
    this.map.setPointerCapture(event.pointerId);
    const [x, y] = this.pointAt(event);
    const isInFrame = Math.abs(x - this.x) < this.width / 2 && Math.abs(y - this.y) < this.height / 2;
    this.offset = isInFrame ? [x - this.x, y - this.y] : [0, 0];
    this.drag(event);
  }

  drag(event) {
    if (!this.map.hasPointerCapture(event.pointerId)) return;
    const [x, y] = this.pointAt(event);
    this.move(x - this.offset[0], y - this.offset[1]);
  }

  pointAt({ clientX, clientY }) {
    const { left, top, width, height } = this.map.getBoundingClientRect();
    return [(clientX - left) / width, (clientY - top) / height];
  }

  step(event) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    clearTimeout(this.timer);
    this.move(this.x + step[0] * this.width, this.y + step[1] * this.height);
  }

  sendMoveSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sendMove(), PAUSE);
  }

  sendMove() {
    if (!this.hasMoved) return;
    this.sent = [this.x, this.y];
    this.send(this.sent);
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (!maps.has(parentElement)) maps.set(parentElement, new Overview(parentElement.querySelector(".map")));
  maps.get(parentElement).update(data, (centre) => setTriggerValue("centre", centre));
}

// A map of the painting; its frame follows the pointer or the arrow keys, and Python hears of it when it comes to rest.
const PAUSE = 300; // ms after the last key, so that a row of steps is told once
const STEPS = { ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0], ArrowUp: [0, -0.5], ArrowDown: [0, 0.5] }; // parts of the frame
const maps = new WeakMap(); // one for each place; Streamlit calls again and again with the same place

const within = (centre, length) => Math.min(Math.max(centre, length / 2), 1 - length / 2);
const percent = (part) => `${Math.round(100 * part)}%`;

class Overview {
  constructor(map) {
    this.map = map;
    map.addEventListener("pointerdown", (event) => this.grab(event));
    map.addEventListener("pointermove", (event) => this.drag(event));
    map.addEventListener("lostpointercapture", () => this.settle());
    map.addEventListener("keydown", (event) => this.step(event));
    map.addEventListener("keyup", () => this.settleSoon());
  }

  update(data, tell) {
    this.tell = tell;
    this.hang(data);
    if (!this.hasMoved) this.place(data.window); // else Python has not heard of the last move yet
  }

  async hang({ url, size }) {
    const hung = this.map.querySelector("img");
    if (hung?.src === url) return;
    ["--wide", "--high"].forEach((name, side) => this.map.style.setProperty(name, size[side]));
    const image = Object.assign(new Image(), { src: url, alt: "" });
    this.latest = image;
    await image.decode();
    if (this.latest !== image) return;
    hung?.remove();
    this.map.prepend(image);
  }

  place([left, top, width, height]) {
    Object.assign(this, { width, height });
    this.map.classList.toggle("full", width > 0.999 && height > 0.999);
    this.move(left + width / 2, top + height / 2);
    this.told = [this.x, this.y];
  }

  get hasMoved() {
    return this.told !== undefined && (this.x !== this.told[0] || this.y !== this.told[1]);
  }

  move(x, y) {
    this.x = within(x, this.width);
    this.y = within(y, this.height);
    for (const name of ["x", "y", "width", "height"]) this.map.style.setProperty(`--${name}`, this[name]);
    this.map.setAttribute("aria-label", this.inWords());
  }

  inWords() {
    const [left, top] = [this.x - this.width / 2, this.y - this.height / 2];
    const across = `${percent(left)} to ${percent(left + this.width)} across`;
    const down = `${percent(top)} to ${percent(top + this.height)} down`;
    return `Overview. Seen: ${across}, ${down}. The arrow keys move on.`;
  }

  grab(event) {
    if (event.button !== 0) return;
    this.map.setPointerCapture(event.pointerId);
    const [x, y] = this.pointAt(event);
    const holdsFrame = Math.abs(x - this.x) < this.width / 2 && Math.abs(y - this.y) < this.height / 2;
    this.hold = holdsFrame ? [x - this.x, y - this.y] : [0, 0];
    this.drag(event);
  }

  drag(event) {
    if (!this.map.hasPointerCapture(event.pointerId)) return;
    const [x, y] = this.pointAt(event);
    this.move(x - this.hold[0], y - this.hold[1]);
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

  settleSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.settle(), PAUSE);
  }

  settle() {
    if (!this.hasMoved) return;
    this.told = [this.x, this.y];
    this.tell(this.told);
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (!maps.has(parentElement)) maps.set(parentElement, new Overview(parentElement.querySelector(".map")));
  maps.get(parentElement).update(data, (centre) => setTriggerValue("centre", centre));
}

// Tells Python the width of the container that this component stands in, and takes no room there itself.
const STEP = 20; // px
const PAUSE = 200; // ms that a width must last
const rules = new WeakMap(); // one for each place; Streamlit calls again and again with the same place

class Rule {
  constructor(place) {
    this.element = place.host.closest('[data-testid="stElementContainer"]');
    this.observer = new ResizeObserver(([{ contentRect }]) => this.wait(contentRect.width));
    this.observer.observe(this.element.parentElement);
    this.element.style.display = "none"; // else the gap between two elements would remain
  }

  wait(width) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(width), PAUSE);
  }

  tell(width) {
    if (!this.element.isConnected) return this.observer.disconnect(); // another page is shown in the same container
    const room = Math.floor(width / STEP) * STEP;
    if (room === 0 || room === this.known || this.isSwing(width)) return;
    this.known = room;
    this.report(room);
  }

  // A scroll bar that comes when the content grows, and goes when it shrinks, must not make it swing for ever.
  isSwing(width) {
    return width > this.known && width < this.known + 2 * STEP;
  }
}

export default function ({ parentElement, data, setStateValue }) {
  if (!rules.has(parentElement)) rules.set(parentElement, new Rule(parentElement));
  const rule = rules.get(parentElement);
  rule.known ??= data.known;
  rule.report = (width) => setStateValue("width", width);
}

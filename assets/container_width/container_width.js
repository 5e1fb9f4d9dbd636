// Sends the width of the container around this component to Python; the component itself is invisible.
const STEP = 20; // px
const PAUSE = 200; // ms that a width must last before it is sent
const probes = new WeakMap(); // one per element; Streamlit calls many times with the same element

class WidthProbe {
  constructor(parentElement) {
    this.element = parentElement.host.closest('[data-testid="stElementContainer"]');
    this.observer = new ResizeObserver(([{ contentRect }]) => this.wait(contentRect.width));
    this.observer.observe(this.element.parentElement);
    this.element.style.display = "none"; // without this, the gap between two elements would remain
  }

  wait(width) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.report(width), PAUSE);
  }

  report(width) {
    if (!this.element.isConnected) return this.observer.disconnect(); // another page is shown in the same container
    const rounded = Math.floor(width / STEP) * STEP;
    if (rounded === 0 || rounded === this.known || this.isScrollBar(width)) return;
    this.known = rounded;
    this.send(rounded);
  }

  // A scroll bar appears when the content grows and disappears when it shrinks; without this check the width would
  // change for ever.
  isScrollBar(width) {
    return width > this.known && width < this.known + 2 * STEP;
  }
}

export default function ({ parentElement, data, setStateValue }) {
  if (!probes.has(parentElement)) probes.set(parentElement, new WidthProbe(parentElement));
  const probe = probes.get(parentElement);
  probe.known ??= data.known;
  probe.send = (width) => setStateValue("width", width);
}

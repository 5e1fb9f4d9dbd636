// Compares two pictures of one size in one of three modes. Zoom, pan and slider survive new pictures and a new mode.
const viewers = new WeakMap(); // one per element; Streamlit calls many times with the same element

class Comparison {
  constructor(viewer) {
    this.viewer = viewer;
    this.panes = viewer.querySelector(".panes");
    this.slider = viewer.querySelector("input");
    this.view = new View(viewer);
    this.blink = new Blink(viewer);
    new Gestures(this.panes, this.view, {
      onGrab: () => this.keyboardTarget.focus({ preventScroll: true }),
      onSlide: (fraction) => this.slideTo(fraction),
      onClick: () => this.click(),
    });
    this.slider.addEventListener("input", () => this.applySlider());
    this.onButton(".zoom-out", () => this.view.zoomOut());
    this.onButton(".zoom-in", () => this.view.zoomIn());
    this.onButton(".fit", () => this.view.fit());
    this.applySlider();
  }

  onButton(selector, act) {
    this.viewer.querySelector(selector).addEventListener("click", act);
  }

  update(data) {
    if (this.mode !== data.mode) this.setMode(data.mode);
    if (!this.view.width) this.view.setSize(...data.size); // keeps the space while the pictures are decoded
    this.showImages(data);
  }

  setMode(mode) {
    this.mode = this.viewer.dataset.mode = mode;
    this.panes.tabIndex = this.keyboardTarget === this.panes ? 0 : -1;
    if (mode === "blink") this.blink.start();
    else this.blink.play(false);
  }

  get keyboardTarget() {
    return this.mode === "slider" ? this.slider : this.panes;
  }

  // Both pictures change at the same moment, when both are decoded, so that nothing flickers.
  async showImages(data) {
    this.latest = data;
    const sides = ["before", "after"];
    const images = await Promise.all(sides.map((side) => this.decode(side, data[side].url)));
    if (this.latest !== data) return;
    this.view.setSize(...data.size);
    sides.forEach((side, number) => this.put(side, images[number], data[side].label));
    this.panes.setAttribute("aria-label", `${data.before.label} and ${data.after.label}: plus and minus zoom, arrows pan`);
    this.slider.setAttribute("aria-label", `How much of "${data.before.label}" is shown`);
  }

  async decode(side, url) {
    const shown = this.viewer.querySelector(`.${side} img`);
    if (shown?.src === url) return shown;
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    return image;
  }

  put(side, image, label) {
    const pane = this.viewer.querySelector(`.${side}`);
    const shown = pane.querySelector("img");
    image.alt = label;
    if (shown !== image) {
      shown?.remove();
      pane.prepend(image);
    }
    pane.querySelector(".tag").textContent = label;
  }

  slideTo(fraction) {
    if (this.mode !== "slider") return;
    this.slider.value = 100 * fraction;
    this.applySlider();
  }

  applySlider() {
    this.viewer.style.setProperty("--part", `${this.slider.value}%`);
  }

  click() {
    if (this.mode === "blink") this.blink.swapByHand();
  }
}

export default function ({ parentElement, data }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Comparison(parentElement.querySelector(".viewer")));
  viewers.get(parentElement).update(data);
}

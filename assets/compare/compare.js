// Two pictures of one size, compared in one of three ways. What a visitor has set outlives new pictures and a new way.
const viewers = new WeakMap(); // one for each place; Streamlit calls again and again with the same place

class Comparison {
  constructor(viewer) {
    this.viewer = viewer;
    this.panes = viewer.querySelector(".panes");
    this.handle = viewer.querySelector("input");
    this.view = new View(viewer);
    this.blink = new Blink(viewer);
    new Gestures(this.panes, this.view, {
      onGrab: () => this.keyboardPart.focus({ preventScroll: true }),
      onLine: (part) => this.pull(part),
      onClick: () => this.click(),
    });
    this.handle.addEventListener("input", () => this.uncover());
    this.offer(".farther", () => this.view.farther());
    this.offer(".nearer", () => this.view.nearer());
    this.offer(".whole", () => this.view.fit());
    this.uncover();
  }

  offer(button, act) {
    this.viewer.querySelector(button).addEventListener("click", act);
  }

  update(data) {
    if (this.way !== data.way) this.take(data.way);
    if (!this.view.width) this.view.show(...data.size); // the room is kept while the pictures are decoded
    this.hang(data);
  }

  take(way) {
    this.way = this.viewer.dataset.way = way;
    this.panes.tabIndex = this.keyboardPart === this.panes ? 0 : -1;
    if (way === "blink") this.blink.begin();
    else this.blink.play(false);
  }

  get keyboardPart() {
    return this.way === "slider" ? this.handle : this.panes;
  }

  // Both pictures change at once, when both are decoded: nothing flickers.
  async hang(data) {
    this.latest = data;
    const sides = ["before", "after"];
    const images = await Promise.all(sides.map((side) => this.decode(side, data[side].url)));
    if (this.latest !== data) return;
    this.view.show(...data.size);
    sides.forEach((side, number) => this.put(side, images[number], data[side].label));
    this.panes.setAttribute("aria-label", `${data.before.label} and ${data.after.label}: plus and minus zoom, arrows pan`);
    this.handle.setAttribute("aria-label", `How much of "${data.before.label}" is shown`);
  }

  async decode(side, url) {
    const hung = this.viewer.querySelector(`.${side} img`);
    if (hung?.src === url) return hung;
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    return image;
  }

  put(side, image, label) {
    const pane = this.viewer.querySelector(`.${side}`);
    const hung = pane.querySelector("img");
    image.alt = label;
    if (hung !== image) {
      hung?.remove();
      pane.prepend(image);
    }
    pane.querySelector(".tag").textContent = label;
  }

  pull(part) {
    if (this.way !== "slider") return;
    this.handle.value = 100 * part;
    this.uncover();
  }

  uncover() {
    this.viewer.style.setProperty("--part", `${this.handle.value}%`);
  }

  click() {
    if (this.way === "blink") this.blink.turnByHand();
  }
}

export default function ({ parentElement, data }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Comparison(parentElement.querySelector(".viewer")));
  viewers.get(parentElement).update(data);
}

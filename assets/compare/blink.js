// Shows before and after in turn, automatically or by hand: differences seem to move.
const INTERVAL = 1000; // ms

class Blink {
  constructor(viewer) {
    this.viewer = viewer;
    this.button = viewer.querySelector(".play");
    this.button.addEventListener("click", () => this.play(!this.timer));
    viewer.dataset.shown = "after";
  }

  start() {
    this.play(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  play(isWanted) {
    clearInterval(this.timer);
    this.timer = isWanted ? setInterval(() => this.tick(), INTERVAL) : undefined;
    this.button.textContent = isWanted ? "Pause" : "Play";
  }

  tick() {
    if (this.viewer.isConnected) this.swap();
    else this.play(false);
  }

  swap() {
    this.viewer.dataset.shown = this.viewer.dataset.shown === "after" ? "before" : "after";
  }

  swapByHand() {
    this.play(false);
    this.swap();
  }
}

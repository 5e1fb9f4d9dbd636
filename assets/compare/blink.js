// Shows before and after in turn, by itself or by hand: what differs seems to move.
const TURN = 1000; // ms

class Blink {
  constructor(viewer) {
    this.viewer = viewer;
    this.button = viewer.querySelector(".play");
    this.button.addEventListener("click", () => this.play(!this.timer));
    viewer.dataset.seen = "after";
  }

  begin() {
    this.play(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  }

  play(isWanted) {
    clearInterval(this.timer);
    this.timer = isWanted ? setInterval(() => this.tick(), TURN) : undefined;
    this.button.textContent = isWanted ? "Pause" : "Play";
  }

  tick() {
    if (this.viewer.isConnected) this.turn();
    else this.play(false);
  }

  turn() {
    this.viewer.dataset.seen = this.viewer.dataset.seen === "after" ? "before" : "after";
  }

  turnByHand() {
    this.play(false);
    this.turn();
  }
}

// Shows two pictures in turn, automatically or by hand: differences seem to move.
const INTERVAL = 1000; // ms

class Blink {
  constructor(root, onSwap) {
    Object.assign(this, { root, onSwap, shown: 1 });
    this.button = root.querySelector(".play");
    this.button.addEventListener("click", () => this.play(!this.timer));
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
    if (this.root.isConnected) this.swap();
    else this.play(false);
  }

  swap() {
    this.shown = 1 - this.shown;
    this.onSwap();
  }

  swapByHand() {
    this.play(false);
    this.swap();
  }
}

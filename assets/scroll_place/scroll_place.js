/** Between a list and what is opened from it: how far the list was scrolled, and which card had the focus. */
const MAIN = '[data-testid="stMain"]';
const CARD = '[class*="st-key-card-"]';
const PATIENCE = 1500; // ms, until the list is there again; a sign of the user ends it

class ScrollPlaces {
  #place = null;
  #left = new Map();

  constructor() {
    document.addEventListener("click", (event) => this.#leave(event.target.closest(CARD)), { capture: true });
  }

  /** Go to a place: to its beginning, or to where it was left if it is a list. */
  go(place, isList) {
    if (place === this.#place) return;
    const left = isList && this.#place !== null ? this.#left.get(place) : undefined;
    this.#place = place;
    document.activeElement?.closest(CARD)?.querySelector(":focus").blur(); // Streamlit uses the card for another one
    if (left) this.#return(left);
    else document.querySelector(MAIN)?.scrollTo({ top: 0, behavior: "instant" });
  }

  #leave(card) {
    const key = card?.className.match(/st-key-card-\d+/)?.[0];
    if (key) this.#left.set(this.#place, { top: document.querySelector(MAIN).scrollTop, key });
  }

  /** Streamlit builds the list piece by piece, and the height of the page goes up and down meanwhile. */
  #return({ top, key }) {
    const main = document.querySelector(MAIN);
    const stop = new AbortController();
    for (const sign of ["wheel", "touchmove", "keydown", "pointerdown"])
      document.addEventListener(sign, () => stop.abort(), { capture: true, once: true, signal: stop.signal });
    const tick = (time, end = time + PATIENCE) => {
      if (stop.signal.aborted) return;
      const button = document.querySelector(`.${key} button[kind="tertiary"]`);
      main.scrollTo({ top, behavior: "instant" });
      button?.focus({ preventScroll: true });
      if (time < end) requestAnimationFrame((next) => tick(next, end));
      else stop.abort();
    };
    requestAnimationFrame(tick);
  }
}

const places = new ScrollPlaces();

export default function ({ data }) {
  places.go(data.place, data.isList);
}

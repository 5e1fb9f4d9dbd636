/** Between a list and what is opened from it: how far the list was scrolled, and which card had the focus. */
const MAIN = '[data-testid="stMain"]';
const CARD = '[class*="st-key-card-"]';
const PATIENCE = 3000; // ms, until the list has its height again

class ScrollPlaces {
  #place = null;
  #kept = new Map();

  constructor() {
    document.addEventListener("click", (event) => this.#keep(event.target.closest(CARD)), { capture: true });
  }

  /** Go to a place: to its beginning, or to where it was left if it is a list. */
  go(place, isList) {
    if (place === this.#place) return;
    const left = isList && this.#place !== null ? this.#kept.get(place) : undefined;
    this.#place = place;
    document.activeElement?.closest(CARD)?.querySelector(":focus").blur(); // Streamlit uses the card for another one
    this.#scroll(left?.top ?? 0, performance.now() + PATIENCE, left?.card);
  }

  #keep(card) {
    if (card) this.#kept.set(this.#place, { top: document.querySelector(MAIN).scrollTop, card: card.className });
  }

  #scroll(top, deadline, card) {
    const main = document.querySelector(MAIN);
    main?.scrollTo({ top, behavior: "instant" });
    const isThere = main && Math.abs(main.scrollTop - top) < 2;
    if (isThere || performance.now() > deadline) focusCard(card);
    else requestAnimationFrame(() => this.#scroll(top, deadline, card));
  }
}

function focusCard(classes) {
  const key = classes?.match(/st-key-card-\d+/)?.[0];
  if (key) document.querySelector(`.${key} button[kind="tertiary"]`)?.focus({ preventScroll: true });
}

const places = new ScrollPlaces();

export default function ({ data }) {
  places.go(data.place, data.isList);
}

// Makes a component as high as the window below what lies above it.
const LEAST_HEIGHT = 420; // px
const ROOM_BELOW = 16; // px

class WindowHeight {
  constructor(root) {
    this.root = root;
    this.page = this.scroller();
    this.end = new AbortController();
    const { signal } = this.end;
    addEventListener("resize", () => this.fit(), { signal });
    root.addEventListener("pointerdown", () => (this.isHeld = true), { signal });
    for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => this.letGo(), { signal });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.page);
    for (const part of this.page.children) this.observer.observe(part); // they grow when something above changes
    this.fit();
  }

  letGo() {
    this.isHeld = false;
    this.fit();
  }

  // While somebody draws, nothing moves under the pointer.
  fit() {
    if (!this.root.isConnected) return this.close();
    if (this.isHeld) return;
    const height = Math.max(innerHeight - this.top - ROOM_BELOW, LEAST_HEIGHT);
    this.root.style.setProperty("--height", `${Math.floor(height)}px`);
  }

  close() {
    this.end.abort();
    this.observer.disconnect();
  }

  // Where the component begins in the window when the page is not scrolled, px.
  get top() {
    const { top } = this.root.getBoundingClientRect();
    return top + (this.page === document.documentElement ? scrollY : this.page.scrollTop);
  }

  // The element that scrolls around the component, also across the border of a shadow tree.
  scroller() {
    for (let node = this.root.parentNode; node; node = node.parentNode ?? node.host)
      if (node instanceof Element && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
    return document.documentElement;
  }
}

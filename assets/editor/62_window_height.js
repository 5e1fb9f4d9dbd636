// Makes the editor as high as the window below what lies above it.
const LEAST_HEIGHT = 420; // px
const ROOM_BELOW = 16; // px

class WindowHeight {
  constructor(editor) {
    this.editor = editor;
    this.page = this.scroller();
    this.end = new AbortController();
    addEventListener("resize", () => this.fit(), { signal: this.end.signal });
    this.observer = new ResizeObserver(() => this.fit());
    this.observer.observe(this.page);
    for (const part of this.page.children) this.observer.observe(part); // they grow when something above changes
    this.fit();
  }

  fit() {
    if (!this.editor.isConnected) return this.close();
    const height = Math.max(innerHeight - this.top - ROOM_BELOW, LEAST_HEIGHT);
    this.editor.style.setProperty("--height", `${Math.floor(height)}px`);
  }

  close() {
    this.end.abort();
    this.observer.disconnect();
  }

  // Where the editor begins in the window when the page is not scrolled, px.
  get top() {
    const { top } = this.editor.getBoundingClientRect();
    return top + (this.page === document.documentElement ? scrollY : this.page.scrollTop);
  }

  // The element that scrolls around the editor, also across the border of a shadow tree.
  scroller() {
    for (let node = this.editor.parentNode; node; node = node.parentNode ?? node.host)
      if (node instanceof Element && /auto|scroll/.test(getComputedStyle(node).overflowY)) return node;
    return document.documentElement;
  }
}

// How far the work beside the page is: asked from the server without running the page, which runs once when there is news.
const PAUSE = 250; // ms between two questions
const LONG_PAUSE = 2000; // ms after news, or where the server does not answer
const watches = new WeakMap(); // one per element; Streamlit calls many times with the same element

class ProgressWatch {
  constructor(element, server) {
    Object.assign(this, { element, server });
    this.text = element.querySelector(".text");
    this.bar = element.querySelector(".bar");
  }

  show({ share, text }) {
    this.text.textContent = text;
    this.bar.style.setProperty("--share", share ?? 0);
    if (share === null) this.bar.removeAttribute("aria-valuenow");
    else this.bar.setAttribute("aria-valuenow", Math.round(100 * share));
  }

  async watch() {
    while (this.isShown()) {
      const hasNews = await this.ask();
      if (hasNews && this.isShown()) this.tell();
      await new Promise((resume) => setTimeout(resume, hasNews ? LONG_PAUSE : PAUSE));
    }
  }

  isShown() {
    return this.element.isConnected && !this.isReplaced;
  }

  // Ask once; no answer is news, too: the painting was closed, or only the page itself can say more.
  async ask() {
    try {
      const progress = await this.server.json("progress", {});
      this.show(progress);
      return progress.has_news;
    } catch {
      return true;
    }
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  let watch = watches.get(parentElement);
  if (watch?.secret !== data.secret) {
    if (watch) watch.isReplaced = true;
    watch = new ProgressWatch(parentElement.querySelector(".progress"), new Server(data.secret));
    watch.secret = data.secret;
    watches.set(parentElement, watch);
    watch.show(data);
    watch.watch();
  }
  watch.tell = () => setTriggerValue("news", Date.now());
}

// A layer of tiles whose picture goes on changing on the server; what has changed is loaded again while it is looked at.
const PAUSE_BETWEEN_PARTS = 2000; // ms

class GrowingLayer extends TileLayer {
  // `parts` is how many parts of the picture have changed until now; isShown() says whether anybody can see it.
  constructor(pyramid, server, { layer, version, parts }, onLoad, isShown) {
    const cache = pictureCache(server, layer, () => `${version}.${this.parts}`, onLoad, KEPT_TILES);
    super(pyramid, cache, (bitmap) => bitmap);
    Object.assign(this, { server, parts, isShown });
    this.watch();
  }

  async watch() {
    while (!this.isClosed) {
      await new Promise((resume) => setTimeout(resume, PAUSE_BETWEEN_PARTS));
      if (!this.isClosed && this.isShown()) await this.ask();
    }
  }

  async ask() {
    const answer = await this.server.json("preview", { since: this.parts }).catch(() => null);
    if (this.isClosed || !answer || answer.parts === this.parts) return;
    this.parts = answer.parts;
    const boxes = answer.changed?.map(toBounds); // null: anything may have changed
    const hasChanged = (bounds) => !boxes || boxes.some((box) => meets(box, bounds));
    this.cache.expire((key) => hasChanged(boxOf(this.pyramid.tileOf(key))));
  }

  clear() {
    this.isClosed = true;
    super.clear();
  }
}

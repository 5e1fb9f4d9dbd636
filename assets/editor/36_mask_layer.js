// The mask as it will be stored: the server's tiles, with the steps that the server has not confirmed yet drawn over.
class MaskLayer extends TileLayer {
  // pendingSteps() gives the steps to draw over a tile that has just come; isSettled() whether there are none.
  constructor(pyramid, server, { name, onLoad, onDraw, pendingSteps, isSettled, getVersion }) {
    const cache = new TileCache({
      load: (key, signal) => this.load(key, signal),
      onLoad,
      limit: 120,
      atOnce: 3,
      mayRefresh: isSettled,
    });
    super(pyramid, cache, (tile) => tile.coloured(this.style));
    Object.assign(this, { server, name, onDraw, pendingSteps, getVersion, live: null });
  }

  async load(key, signal) {
    const tile = new MaskTile(
      this.pyramid.tileOf(key),
      await this.server.mask(this.name, key, this.getVersion(), signal),
    );
    for (const step of this.pendingSteps()) if (meets(step.bounds, tile.bounds)) step.draw(tile);
    if (this.live && meets(this.live.step.bounds, tile.bounds)) {
      this.live.snapshot.parts.delete(key);
      this.live.snapshot.keep(tile);
      this.live.step.draw(tile);
    }
    return tile;
  }

  // Whether a step is being drawn into it.
  get isBusy() {
    return this.live !== null;
  }

  // Begins to draw a step that may still grow or be taken back.
  begin(step) {
    this.live = { step, snapshot: new Snapshot() };
    this.drawLive(0, step.bounds);
  }

  // Draws what has been added to the step: the segments that lead to its points from number `first` on.
  extend(first) {
    this.drawLive(first, this.live.step.boundsFrom(first));
  }

  drawLive(first, bounds) {
    const { step, snapshot } = this.live;
    for (const tile of this.cache.tiles.values())
      if (meets(bounds, tile.bounds)) {
        snapshot.keep(tile);
        step.draw(tile, first);
      }
    this.onDraw(bounds);
  }

  // The step is finished; returns what undoes it, and does it again.
  finish() {
    const { step, snapshot } = this.live;
    this.live = null;
    snapshot.crop(step.bounds, (key) => this.cache.get(key));
    return { size: snapshot.size, swap: () => this.swap(snapshot, step.bounds) };
  }

  cancel() {
    if (this.live) this.finish().swap();
  }

  swap(snapshot, bounds) {
    snapshot.swap((key) => this.cache.get(key));
    this.onDraw(bounds);
  }

  // Marks tiles that changed on the server: those that meet one of the boxes [x, y, width, height]; null: all.
  refresh(boxes) {
    const bounds = boxes?.map((box) => grow(toBounds(box), 1));
    this.cache.expire((key) => !bounds || bounds.some((box) => meets(box, boxOf(this.pyramid.tileOf(key)))));
  }
}

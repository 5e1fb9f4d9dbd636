// Keeps tiles by key, loads those that are wanted, a few at a time, and stops loading those that no longer are.
const PAUSE_AFTER_FAILURE = 2000; // ms

class TileCache {
  // load(key, signal) gives a promise of a tile; dispose(tile) frees it; mayRefresh() says whether old tiles are
  // loaded again now.
  constructor({ load, onLoad, limit, atOnce, dispose = () => {}, mayRefresh = () => true }) {
    Object.assign(this, { load, onLoad, limit, atOnce, dispose, mayRefresh });
    Object.assign(this, { tiles: new Map(), outdated: new Set(), loading: new Map(), wanted: [] });
  }

  get(key) {
    return this.tiles.get(key);
  }

  // The keys that the screen needs now, the most important first.
  want(keys) {
    this.wanted = keys;
    const wanted = new Set(keys);
    for (const [key, controller] of this.loading) if (!wanted.has(key)) controller.abort();
    for (const key of this.outdated) if (!wanted.has(key)) this.drop(key);
    for (const key of keys) this.markAsUsed(key);
    this.loadNext();
  }

  markAsUsed(key) {
    const tile = this.tiles.get(key);
    if (tile === undefined) return;
    this.tiles.delete(key);
    this.tiles.set(key, tile);
  }

  loadNext() {
    for (const key of this.wanted) {
      if (this.loading.size >= this.atOnce) return;
      if (this.needs(key)) this.start(key);
    }
  }

  needs(key) {
    if (this.loading.has(key)) return false;
    return !this.tiles.has(key) || (this.outdated.has(key) && this.mayRefresh());
  }

  async start(key) {
    const controller = new AbortController();
    this.loading.set(key, controller);
    try {
      const tile = await this.load(key, controller.signal);
      if (controller.signal.aborted) this.dispose(tile);
      else this.put(key, tile);
    } catch {
      if (!controller.signal.aborted) await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_FAILURE));
    }
    if (this.loading.get(key) === controller) this.loading.delete(key);
    this.loadNext();
  }

  put(key, tile) {
    if (this.tiles.has(key)) this.dispose(this.tiles.get(key));
    this.tiles.delete(key);
    this.tiles.set(key, tile);
    this.outdated.delete(key);
    this.dropOldest();
    this.onLoad(key);
  }

  dropOldest() {
    const wanted = new Set(this.wanted);
    for (const key of this.tiles.keys()) {
      if (this.tiles.size <= this.limit) return;
      if (!wanted.has(key)) this.drop(key);
    }
  }

  drop(key) {
    this.dispose(this.tiles.get(key));
    this.tiles.delete(key);
    this.outdated.delete(key);
  }

  // Tiles that changed on the server: those on the screen stay until the new ones come.
  expire(hasChanged) {
    const wanted = new Set(this.wanted);
    for (const [key, controller] of this.loading) if (hasChanged(key)) this.abandon(key, controller);
    for (const key of [...this.tiles.keys()].filter(hasChanged))
      if (wanted.has(key)) this.outdated.add(key);
      else this.drop(key);
    this.loadNext();
  }

  abandon(key, controller) {
    controller.abort();
    this.loading.delete(key);
  }

  clear() {
    for (const controller of this.loading.values()) controller.abort();
    for (const key of [...this.tiles.keys()]) this.drop(key);
    this.loading.clear();
    this.wanted = [];
  }
}

// Draws the tiles of one layer; coarser or finer tiles stand in until those of the right level have come.
class TileLayer {
  // imageOf(tile of the cache) gives what is drawn, or null for nothing.
  constructor(pyramid, cache, imageOf) {
    Object.assign(this, { pyramid, cache, imageOf });
  }

  want(view) {
    const { pyramid } = this;
    const near = ({ size, x, y, width, height }) =>
      Math.hypot((x + width / 2) * size - view.x, (y + height / 2) * size - view.y);
    const tiles = pyramid.tiles(pyramid.levelFor(view.scale), view.visible).sort((a, b) => near(a) - near(b));
    this.cache.want([...new Set([pyramid.tile(pyramid.top, 0, 0).key, ...tiles.map(({ key }) => key)])]);
  }

  // Whether all that the view shows has come at its level.
  isComplete(view) {
    const { pyramid } = this;
    return pyramid.tiles(pyramid.levelFor(view.scale), view.visible).every((tile) => this.has(tile));
  }

  // The whole picture at its coarsest level.
  get whole() {
    return this.cache.get(this.pyramid.tile(this.pyramid.top, 0, 0).key);
  }

  clear() {
    this.cache.clear();
  }

  draw(context, view, box = view.visible) {
    context.imageSmoothingEnabled = !view.isCrisp;
    for (const tile of this.pyramid.tiles(this.pyramid.levelFor(view.scale), box))
      for (const [part, source] of this.sources(tile)) this.drawPart(context, view, part, source);
  }

  // Pairs of a place and the tile that is drawn there.
  sources(tile) {
    if (this.has(tile)) return [[tile, tile]];
    const children = this.pyramid.children(tile);
    if (children.length && children.every((child) => this.has(child))) return children.map((child) => [child, child]);
    let parent = this.pyramid.parent(tile);
    while (parent && !this.has(parent)) parent = this.pyramid.parent(parent);
    return parent ? [[tile, parent]] : [];
  }

  has({ key }) {
    return this.cache.get(key) !== undefined;
  }

  drawPart(context, view, part, source) {
    const image = this.imageOf(this.cache.get(source.key));
    if (!image) return;
    const [left, top, right, bottom] = boxOf(part);
    const [x, y] = view.toWindow(left, top).map(Math.round); // whole px, so that no seam is seen between tiles
    const [toX, toY] = view.toWindow(right, bottom).map(Math.round);
    const [fromX, fromY] = [left / source.size - source.x, top / source.size - source.y];
    context.drawImage(
      image,
      fromX,
      fromY,
      (right - left) / source.size,
      (bottom - top) / source.size,
      x,
      y,
      toX - x,
      toY - y,
    );
  }
}

// The layer of a picture.
function pictureLayer(pyramid, server, name, version, onLoad, limit = 120) {
  return new TileLayer(pyramid, pictureCache(server, name, () => version, onLoad, limit), (bitmap) => bitmap);
}

// The tiles of a picture, which come as JPEG; `limit` is how many are kept.
function pictureCache(server, name, getVersion, onLoad, limit) {
  return new TileCache({
    load: async (key, signal) => createImageBitmap(await server.picture(name, key, getVersion(), signal)),
    dispose: (bitmap) => bitmap.close(),
    onLoad,
    limit,
    atOnce: 3,
  });
}

// The parts of the picture that are set aside, each a layer of its own: where nothing is filled, where paint comes from.
class Areas {
  // newLayer(path on the server, which steps belong to it) gives an empty layer.
  constructor(newLayer) {
    Object.assign(this, { newLayer, entries: [], opened: new Map() });
  }

  // What the page says of each: key, label, colour, whether it is hatched, and whether anything was drawn. One that it does not offer is hidden.
  update(entries) {
    this.entries = entries;
    for (const { key } of entries.filter(({ is_drawn: isDrawn }) => isDrawn)) this.open(key);
  }

  entry(key) {
    return this.entries.find((entry) => entry.key === key);
  }

  // Its layer, which asks the server for tiles from now on.
  open(key) {
    if (!this.opened.has(key)) {
      const layer = this.newLayer(`area/${key}`, (step) => step.ink.area === key);
      const { colour, is_hatched: isHatched } = this.entry(key);
      layer.style = new AreaStyle(colour, isHatched);
      this.opened.set(key, layer);
    }
    return this.opened.get(key);
  }

  get layers() {
    return this.entries.map(({ key }) => this.opened.get(key)).filter(Boolean);
  }

  get isBusy() {
    return [...this.opened.values()].some((layer) => layer.isBusy);
  }

  refresh(boxes) {
    for (const layer of this.opened.values()) layer.refresh(boxes);
  }

  close() {
    for (const layer of this.opened.values()) layer.cache.clear();
    this.opened.clear();
  }
}

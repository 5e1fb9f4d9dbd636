// The layers that are open, each once: two pictures may need the same one.
const KEPT_TILES = 60; // of each layer

class Layers {
  constructor(onLoad, isShown) {
    Object.assign(this, { onLoad, isShown, layers: new Map() });
  }

  open(secret, size) {
    const name = `${secret} ${size}`;
    if (name === this.name) return;
    this.keepOnly([]);
    Object.assign(this, { name, pyramid: new Pyramid(...size), server: secret && new Server(secret) });
  }

  // `source` has the address of a JPEG, or the name and the version of a layer on the server, and how many of its parts
  // have changed if it goes on changing.
  get(source) {
    const name = nameOf(source);
    if (!this.layers.has(name)) this.layers.set(name, this.newLayer(source));
    return this.layers.get(name);
  }

  newLayer(source) {
    const { url, layer, version, parts } = source;
    if (url) return new JpegLayer(url, this.onLoad);
    if (parts != null) return new GrowingLayer(this.pyramid, this.server, source, this.onLoad, this.isShown);
    return pictureLayer(this.pyramid, this.server, layer, version, this.onLoad, KEPT_TILES);
  }

  keepOnly(wanted) {
    for (const [name, layer] of this.layers)
      if (!wanted.includes(layer)) {
        layer.clear();
        this.layers.delete(name);
      }
  }
}

const nameOf = ({ url, layer, version }) => url ?? `${layer} ${version}`;

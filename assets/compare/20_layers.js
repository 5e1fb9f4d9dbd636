// The layers that are open, each once: two pictures may need the same one.
const KEPT_TILES = 60; // of each layer

class Layers {
  constructor(onLoad) {
    Object.assign(this, { onLoad, layers: new Map() });
  }

  open(secret, size) {
    const name = `${secret} ${size}`;
    if (name === this.name) return;
    this.keepOnly([]);
    Object.assign(this, { name, pyramid: new Pyramid(...size), server: secret && new Server(secret) });
  }

  // `source` has the address of a JPEG, or the name and the version of a layer on the server.
  get(source) {
    const name = nameOf(source);
    if (!this.layers.has(name)) this.layers.set(name, this.newLayer(source));
    return this.layers.get(name);
  }

  newLayer({ url, layer, version }) {
    if (url) return new JpegLayer(url, this.onLoad);
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

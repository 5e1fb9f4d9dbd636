// The outlines of regions, fetched one by one when they are needed, and drawn over the picture.
const OUTLINES_AT_ONCE = 3;
const MOST_OUTLINES = 3000; // that are kept
const MOST_SHOWN = 300; // regions of each status that is shown in the picture
const SMALLEST_SHOWN = 5; // device px; smaller ones would be dots

class RegionOutlines {
  constructor(server, version, onLoad) {
    Object.assign(this, { server, version, onLoad, known: new Map(), waiting: [], loading: new Set() });
  }

  // The rings of a region, or undefined until they have come.
  get(number) {
    return this.known.get(number)?.rings;
  }

  put(number, rings) {
    const path = new Path2D();
    for (const ring of rings) {
      path.moveTo(...ring[0]);
      for (const [x, y] of ring) path.lineTo(x, y);
      path.closePath();
    }
    this.known.set(number, { rings, path });
    if (this.known.size > MOST_OUTLINES) this.known.delete(this.known.keys().next().value);
    this.onLoad();
  }

  // What is asked for last is wanted most.
  want(number) {
    if (this.known.has(number) || this.loading.has(number)) return;
    this.waiting = [number, ...this.waiting.filter((other) => other !== number)].slice(0, MOST_SHOWN);
    this.loadNext();
  }

  async loadNext() {
    if (!this.waiting.length || this.loading.size >= OUTLINES_AT_ONCE) return;
    const number = this.waiting.shift();
    this.loading.add(number);
    const answer = await this.server.json(`region/${number}`, { v: this.version }).catch(() => null);
    this.loading.delete(number);
    if (answer) this.put(number, answer.outline);
    this.loadNext();
  }

  // `act` draws the outline, a path in px of the picture, if it has come.
  with(number, act) {
    const path = this.known.get(number)?.path;
    if (path) act(path);
  }
}

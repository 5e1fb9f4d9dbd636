// A picture that comes whole, as one JPEG; it offers what a layer of tiles offers.
class JpegLayer {
  constructor(url, onLoad) {
    this.load(url, onLoad);
  }

  async load(url, onLoad) {
    const image = Object.assign(new Image(), { src: url });
    await image.decode();
    this.whole = image;
    onLoad();
  }

  want() {}

  clear() {}

  isComplete() {
    return Boolean(this.whole);
  }

  draw(context, view) {
    if (!this.whole) return;
    const [left, top] = view.toWindow(0, 0).map(Math.round);
    const [right, bottom] = view.toWindow(view.width, view.height).map(Math.round);
    Object.assign(context, { imageSmoothingEnabled: !view.isCrisp, imageSmoothingQuality: "high" });
    context.drawImage(this.whole, left, top, right - left, bottom - top);
  }
}

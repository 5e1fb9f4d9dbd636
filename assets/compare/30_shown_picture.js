// A picture that is looked at: its layer, and the original under a fill of partial strength.
class ShownPicture {
  constructor(layers) {
    this.layers = layers;
  }

  // Until the new layer has come, the one before stays visible, so that nothing flickers.
  show({ label, source, is_fill }, original, strength) {
    const layer = this.layers.get(source);
    if (this.layer && this.layer !== layer) this.before = this.layer;
    this.under = is_fill && strength < 1 ? this.layers.get(original) : null;
    Object.assign(this, { label, layer, opacity: this.under ? strength : 1 });
  }

  close() {
    Object.assign(this, { label: null, layer: null, before: null, under: null });
  }

  get used() {
    return [this.layer, this.before, this.under].filter(Boolean);
  }

  want(view) {
    this.under?.want(view);
    this.layer.want(view);
  }

  draw(context, view) {
    if (this.layer.isComplete(view)) this.before = null;
    this.before?.draw(context, view);
    this.under?.draw(context, view);
    context.globalAlpha = this.opacity;
    this.layer.draw(context, view);
    context.globalAlpha = 1;
  }
}

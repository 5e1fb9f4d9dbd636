// The desk at which the tools work: what was chosen, the ink, and what happens to a finished step.
const PAUSE_BEFORE_REPORT = 800; // ms after the last change, then the page's figures follow
const TOUCH_PAUSE = 1000; // ms between two messages that somebody works
const WIDEST = 1000; // px of the picture; the server takes no wider line
const SIZE_STEP = 1.2; // factor of the keys [ and ]
const WAND_SETTINGS = ["tolerance", "everywhere", "growth", "holes"];
const LARGEST_HOLE = 400; // px, the area of a hole in a selection that is closed

class Desk {
  constructor() {
    Object.assign(this, { settings: readSettings(), isAltHeld: false, pointer: null, later: [] });
  }

  get tool() {
    return this.tools[this.settings.tool];
  }

  get isErasing() {
    return this.isAltHeld;
  }

  get colour() {
    return this.area?.colour ?? this.colours[this.settings.kind];
  }

  // The part of the picture that the tools change instead of the mask, if one was chosen.
  get area() {
    return this.areas.entry(this.settings.area);
  }

  get sizeName() {
    return this.settings.tool === "eraser" ? "eraserSize" : "brushSize";
  }

  get size() {
    return this.settings[this.sizeName];
  }

  // px of the picture
  get brushWidth() {
    const isOnScreen = this.settings.unit === "screen";
    return Math.min(isOnScreen ? (this.size * this.view.pixelRatio) / this.view.scale : this.size, WIDEST);
  }

  ink(isErasing) {
    const { kind, protect } = this.settings;
    if (this.area) return new Ink(isErasing ? null : 0, [], this.area.key);
    return new Ink(isErasing ? null : kind, protect ? [0, 1, 2, 3].filter((other) => other !== kind) : []);
  }

  change(choice) {
    if (choice.tool && choice.tool !== this.settings.tool) this.tool.cancel();
    Object.assign(this.settings, choice);
    keepSettings(this.settings);
    if (WAND_SETTINGS.some((name) => name in choice)) this.tool.ask?.();
    if ("opacity" in choice || "outline" in choice || "contrast" in choice) this.applyStyle();
    if ("hidden" in choice) this.screen.redraw();
    if ("panel" in choice || choice.tool === "select") this.regions.load();
    this.bars.show(this.settings);
    this.drawOver();
  }

  chooseKind(kind) {
    this.chooseInk({ kind, area: null });
  }

  chooseArea(key) {
    this.areas.open(key);
    this.chooseInk({ area: key });
    this.screen.redraw();
  }

  // Returns whether there is such a one.
  chooseAreaNumber(index) {
    const entry = this.areas.entries[index];
    if (entry) this.chooseArea(entry.key);
    return Boolean(entry);
  }

  chooseInk(ink) {
    this.change(this.settings.tool === "eraser" ? { ...ink, tool: "brush" } : ink);
  }

  // What a step is drawn into: the mask, or a part of the picture that is set aside.
  layerFor({ ink }) {
    return ink.area ? this.areas.open(ink.area) : this.mask;
  }

  // Whether a step is being drawn.
  get isDrawing() {
    return this.mask.isBusy || this.areas.isBusy;
  }

  changeSize(isLarger) {
    const size = isLarger
      ? Math.max(this.size + 1, this.size * SIZE_STEP)
      : Math.min(this.size - 1, this.size / SIZE_STEP);
    this.change({ [this.sizeName]: clamp(Math.round(size), 1, LARGEST_BRUSH) });
  }

  press(point, event) {
    this.touch();
    if (this.settings.hidden && this.tool.isMarking) this.change({ hidden: false });
    this.tool.press(point, event);
  }

  // Tells the server that somebody works here, so that the page shows nothing else by itself.
  touch() {
    if (performance.now() - (this.touched ?? -TOUCH_PAUSE) < TOUCH_PAUSE) return;
    this.touched = performance.now();
    this.server.post("touch", {}).catch(() => {});
  }

  // Draws a step and sends it; one that comes during a stroke waits for its end.
  commit(step) {
    if (this.isDrawing) return this.later.push(step);
    this.layerFor(step).begin(step);
    this.commitDrawn(step);
  }

  commitDrawn(step) {
    this.history.add(this.layerFor(step).finish(), step);
    this.queue.add({ do: "step", step: stepToJSON(step) }, step);
    this.maskChanged();
    if (this.later.length) this.commit(this.later.shift());
  }

  // Draws what a decision does to the mask; returns what undoes it. Null during a stroke: the tiles will show it.
  drawAtOnce(step) {
    if (this.isDrawing) return null;
    this.mask.begin(step);
    return this.mask.finish();
  }

  commitDecision(change, command, step) {
    this.history.add(change, step);
    this.queue.add(command, step);
    this.changed();
  }

  undo() {
    if (this.tool.isBusy) return this.tool.cancel();
    this.history.undo();
    this.maskChanged();
  }

  redo() {
    if (this.tool.isBusy) return this.tool.cancel();
    this.history.redo();
    this.maskChanged();
  }

  maskChanged() {
    this.regions.reloadSoon();
    this.changed();
  }

  // Tells the page, once nobody has drawn for a while and the server has all.
  changed() {
    this.bars.showHistory(this.history);
    clearTimeout(this.reporting);
    this.reporting = setTimeout(() => this.report(), PAUSE_BEFORE_REPORT);
  }

  report() {
    if (this.queue.isClosed || !this.root.isConnected) return;
    if (this.isDrawing || !this.queue.isEmpty) this.changed();
    else this.tell("edited", this.history.steps);
  }

  tell(name, value) {
    this.send(name, value);
  }

  cancel() {
    const wasBusy = this.tool.isBusy;
    this.tool.cancel();
    this.cursor.cancel();
    return wasBusy;
  }

  holdAlt(isHeld) {
    this.isAltHeld = isHeld;
    this.drawOver();
    return true;
  }

  say(sentence) {
    this.bars.find(".message").textContent = sentence ?? "";
  }

  formatLength(pixels) {
    const scale = this.data.px_per_mm;
    return scale ? `${(pixels / scale).toFixed(2)} mm (${pixels.toFixed(1)} px)` : `${pixels.toFixed(1)} px`;
  }
}

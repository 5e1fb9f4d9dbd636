// Shows one picture, or compares two of one size; the view and the slider survive new pictures and a new mode.
const GAP = 8; // CSS px between two pictures
const PICK_REACH = 12; // CSS px beside a region that a click may be
const MOST_REACH = 200; // px of the picture

// The last box that the view went to, by the secret of the painting: a viewer that comes again stays where it was.
const lastVisits = (globalThis.paintingRestorationVisits ??= new Map());

class Comparison {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.labels = new Labels(root);
    this.view = new View(() => this.viewChanged());
    this.layers = new Layers(
      () => this.redraw(),
      () => root.isConnected,
    );
    this.sides = [new ShownPicture(this.layers), new ShownPicture(this.layers)];
    this.differences = new ShownPicture(this.layers);
    this.blink = new Blink(root, () => this.redraw());
    this.slider = new Slider(root, this.view, () => this.redraw());
    this.scale = new ColourScale(root);
    this.overview = new Overview(root.querySelector(".overview"), this.view);
    new Gestures(this.stage, this);
    this.connectButtons();
    this.screen = new Screen(this.stage, this);
  }

  connectButtons() {
    const on = (selector, act) => this.root.querySelector(selector).addEventListener("click", act);
    on(".zoom-out", () => this.view.zoomBy(1 / ZOOM_STEP));
    on(".zoom-in", () => this.view.zoomBy(ZOOM_STEP));
    on(".fit", () => this.view.fit());
    on(".one", () => this.view.zoomTo(1));
  }

  // Called on every run of the page's script; `send` tells the page of a click on the picture, px.
  update(data, send) {
    this.send = send;
    this.picks = data.picks;
    this.setSize(data);
    this.showPictures(data);
    if (this.mode !== data.mode) this.setMode(data.mode);
    this.scale.show(data.mode === "difference", data.scale);
    this.labels.name(
      data.mode,
      data.title,
      data.pictures.map(({ label }) => label),
    );
    this.view.setPicture(...data.size, data.secret);
    this.screen.resize();
    this.setFrame(data.frame);
  }

  // Frames a box, and goes to it if the page has asked for that since the last time.
  setFrame(frame) {
    this.frame = frame;
    if (frame?.visit && frame.visit !== lastVisits.get(this.view.secret)) {
      lastVisits.set(this.view.secret, frame.visit);
      this.view.showBox(frame.box);
    }
  }

  setSize({ secret, size, fills_window }) {
    this.size = size;
    this.layers.open(secret, size);
    this.root.style.setProperty("--wide", size[0]);
    this.root.style.setProperty("--high", size[1]);
    this.root.classList.toggle("fills-window", fills_window);
    if (fills_window) this.height ??= new WindowHeight(this.root);
  }

  showPictures({ pictures, original, strength, difference }) {
    this.sides.forEach((side, number) => {
      if (pictures[number]) side.show(pictures[number], original, strength);
      else side.close();
    });
    if (difference) this.differences.show({ source: difference });
    else this.differences.close();
    this.layers.keepOnly([...this.sides, this.differences].flatMap(({ used }) => used));
  }

  // It has left the page.
  close() {
    this.blink.play(false);
    this.layers.keepOnly([]);
  }

  setMode(mode) {
    this.mode = this.root.dataset.mode = mode;
    this.stage.tabIndex = this.keyboardTarget === this.stage ? 0 : -1;
    if (mode === "blink") this.blink.start();
    else this.blink.play(false);
  }

  get keyboardTarget() {
    return this.mode === "slider" ? this.slider.input : this.stage;
  }

  // Gives the pictures their windows on a stage of that size, device px.
  arrange(stageSize, ratio) {
    if (!this.mode) return;
    this.windows = windowsOf(this.mode, stageSize, this.size, Math.round(GAP * ratio));
    this.view.setWindow(this.windows[0].wide, this.windows[0].high, ratio);
  }

  windowAt(x, y) {
    return this.windows.find((window) => x < window.x + window.wide && y < window.y + window.high) ?? this.windows[0];
  }

  isAtSlider(x) {
    return this.mode === "slider" && (this.view.isFit || this.slider.isNear(x));
  }

  // Whether a pointer there takes hold of the line at once; where clicks are wanted, only near it.
  isOnLine(x) {
    return !this.picks || this.slider.isNear(x);
  }

  // A click in a window, device px.
  click(x, y) {
    if (this.swap() || !this.picks) return;
    const [right, down] = this.view.toPicture(x, y);
    if (right < 0 || down < 0 || right >= this.size[0] || down >= this.size[1]) return;
    const reach = Math.min((PICK_REACH * this.view.pixelRatio) / this.view.scale, MOST_REACH);
    this.send({ x: right, y: down, reach });
  }

  // A click, or Space.
  swap() {
    const isWanted = this.mode === "blink";
    if (isWanted) this.blink.swapByHand();
    return isWanted;
  }

  viewChanged() {
    if (!this.screen) return; // the viewer is being made
    this.labels.showZoom(this.view);
    this.redraw();
  }

  redraw() {
    this.screen.redraw();
  }

  // What is drawn, and where.
  parts() {
    const [window, other] = this.windows;
    const [first, second] = this.sides;
    if (this.mode === "difference") return [{ picture: this.differences, window }];
    if (this.mode === "blink") return [{ picture: this.sides[this.blink.shown], window }];
    if (this.mode === "one") return [{ picture: first, window }];
    if (this.mode === "side-by-side")
      return [
        { picture: first, window },
        { picture: second, window: other },
      ];
    return [
      { picture: first, window, to: this.slider.x },
      { picture: second, window, from: this.slider.x },
    ];
  }

  wantTiles() {
    const pictures = this.mode === "difference" ? [this.differences] : this.sides.filter(({ layer }) => layer);
    for (const picture of pictures) picture.want(this.view);
  }

  drawMarks() {
    if (this.mode === "slider") this.slider.show();
    this.overview.draw(this.parts()[0].picture.layer.whole);
    const boxes = this.windows.map((window) => this.visibleIn(window));
    this.labels.showTags(this.tagTexts, boxes, this.mode === "slider" ? 1 : undefined);
  }

  // The visible box of the picture in a window, CSS px of the stage.
  visibleIn({ x, y, wide, high }) {
    const { view } = this;
    const [left] = view.toWindow(0, 0);
    const [right, bottom] = view.toWindow(view.width, view.height);
    return {
      left: (x + Math.max(left, 0)) / view.pixelRatio,
      right: (x + Math.min(right, wide)) / view.pixelRatio,
      bottom: (y + Math.min(bottom, high)) / view.pixelRatio,
    };
  }

  get tagTexts() {
    const labels = this.sides.map(({ label }) => label);
    if (this.mode === "one" || this.mode === "difference") return [];
    return this.mode === "blink" ? [labels[this.blink.shown]] : labels;
  }
}

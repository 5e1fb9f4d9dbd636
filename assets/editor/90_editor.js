// The editor: makes its parts and keeps them in step with the page and the server.
const TOOLS = {
  brush: Brush,
  eraser: Eraser,
  line: Line,
  rectangle: Rectangle,
  polygon: Polygon,
  lasso: Lasso,
  wand: Wand,
  object: ObjectOutline,
  fill: Fill,
  ruler: Ruler,
  select: Select,
};
const HELP = "Arrows move a cursor, Space draws, Shift+Tab leaves, question mark lists all keys.";
const PAUSE_BEFORE_ASKING = 4000; // ms between two requests for a run of the page
const queues = new Map(); // by the painting's secret: a queue goes on when the editor leaves the page

class Editor extends Desk {
  constructor(root) {
    super();
    this.root = root;
    this.stage = root.querySelector(".stage");
    this.areas = new Areas((path, isOwn) => this.newEditedLayer(path, isOwn));
    this.view = new View(() => this.viewChanged());
    this.screen = new Screen(this.stage, this);
    this.pen = new Pen(this.screen.over, this);
    this.overview = new Overview(root.querySelector(".overview"), this.view);
    this.tools = Object.fromEntries(Object.entries(TOOLS).map(([name, Kind]) => [name, new Kind(this)]));
    this.cursor = new KeyboardCursor(this);
    this.bars = new Toolbars(root, this);
    this.saving = new SavingState(root.querySelector(".saved"));
    this.pointers = new Pointers(this.stage, this);
    this.regions = new Regions(this);
    this.regionKeys = new RegionKeys(this.regions, this);
    this.panel = new RegionPanel(root.querySelector(".panel"), this.regions, this);
    this.keyList = new KeyList(root.querySelector(".keys"), this.stage);
    new Keys(root, this);
    new WindowHeight(root);
  }

  // Called on every run of the page's script; send(name, value) tells the script something.
  update(data, send) {
    Object.assign(this, { data, send });
    if (this.secret === data.secret) this.lookForChanges(data.version);
    else this.open(data);
    this.updateAreas(data.areas);
    this.openLayers(data);
    if (!this.regions.table) this.regions.load();
    this.stage.ariaLabel = `Mask of ${data.alt}. ${HELP}`;
    this.screen.canvas.ariaLabel = data.alt;
    this.stage.ariaBusy = String(Boolean(data.busy));
  }

  open(data) {
    this.close();
    this.secret = data.secret;
    this.server = new Server(data.secret);
    this.pyramid = new Pyramid(...data.size);
    if (!queues.has(data.secret)) queues.set(data.secret, new CommandQueue(this.server, data.version));
    this.queue = queues.get(data.secret);
    this.history = new UndoStack(this.queue);
    this.history.update(data);
    this.listen();
    this.mask = this.newEditedLayer("mask", ({ ink }) => !ink.area);
    this.colours = data.kinds.map(({ colour }) => colour);
    this.bars.setKinds(data.kinds);
    this.panel.setKinds(data.kinds);
    this.applyStyle();
    this.view.setPicture(...data.size, data.secret);
    this.bars.showHistory(this.history);
    if (sendUnsent(data.work, this.queue)) this.maskChanged();
  }

  updateAreas(entries) {
    this.areas.update(entries);
    if (this.settings.area && !this.area) this.change({ area: null });
    this.bars.setAreas(entries);
  }

  close() {
    if (!this.queue) return;
    this.tool.cancel();
    this.regions.close();
    for (const layer of this.layers) layer.cache.clear();
    this.areas.close();
    Object.assign(this, { picture: null, pictureName: null, changes: null, changeVersion: undefined });
  }

  // The picture, and what teaching changed, if that is to be seen.
  openLayers({ layer, change }) {
    if (this.pictureName !== layer) {
      this.picture?.cache.clear();
      this.picture = pictureLayer(this.pyramid, this.server, layer, 0, (key) => this.tileCame(key));
      this.pictureName = layer;
    }
    if (this.changeVersion !== change?.version) this.openChanges(change);
    this.screen.redraw();
  }

  openChanges(change) {
    this.changes?.cache.clear();
    this.changes = change && this.newMask("change", () => change.version);
    if (change) this.changes.style = new MaskStyle([...change.colours, [0, 0, 0], [0, 0, 0]], { opacity: 1 });
    this.changeVersion = change?.version;
  }

  get layers() {
    const marks = this.settings.hidden ? [] : [this.mask, this.changes, ...this.areas.layers];
    return [this.picture, ...marks].filter(Boolean);
  }

  // A layer that steps are drawn into.
  newEditedLayer(name, isOwn) {
    const pendingSteps = () => this.queue.pendingSteps().filter(isOwn);
    return this.newMask(name, () => this.queue.version, pendingSteps);
  }

  newMask(name, getVersion, pendingSteps = () => []) {
    return new MaskLayer(this.pyramid, this.server, {
      name,
      getVersion,
      pendingSteps,
      onLoad: (key) => this.tileCame(key),
      onDraw: (bounds) => this.screen.redraw(bounds),
      isSettled: () => this.queue.isEmpty,
    });
  }

  tileCame(key) {
    this.screen.redraw(boxOf(this.pyramid.tileOf(key)));
  }

  applyStyle() {
    const { opacity, outline, contrast } = this.settings;
    this.mask.style = new MaskStyle(this.colours, { opacity: opacity / 100, isOutline: outline, isContrast: contrast });
    this.screen.redraw();
  }

  listen() {
    Object.assign(this.queue, {
      onAnswer: (answer) => this.answered(answer),
      onRefusal: (sentence) => this.refused(sentence),
      onClosed: (sentence) => {
        this.say(sentence);
        this.askForPage(this.secret);
      },
      onState: (sentence) => {
        this.saving.show(this.queue, sentence);
        this.queue.isKept = keepUnsent(this.data.work, this.queue);
      },
    });
  }

  // The server may have started again: a run of the page opens the painting there, under another secret.
  askForPage(secret, tries = 5) {
    if (this.secret !== secret || !tries || !this.root.isConnected) return;
    this.tell("edited", this.history.steps);
    setTimeout(() => this.askForPage(secret, tries - 1), PAUSE_BEFORE_ASKING);
  }

  answered(answer) {
    if (answer.changed === null) this.history.forget();
    this.history.update(answer);
    this.refreshLayers(answer.changed);
    this.bars.showHistory(this.history);
    if (answer.rerun) this.tell("edited", answer.steps); // the page must find the damage anew
  }

  // The mask on the screen has a step that the server does not have.
  refused(sentence) {
    this.say(sentence);
    this.history.forget();
    this.refreshLayers(null);
    this.regions.reloadSoon();
  }

  refreshLayers(boxes) {
    this.mask.refresh(boxes);
    this.areas.refresh(boxes);
  }

  // The page knows a newer mask: something else than the editor has changed it.
  async lookForChanges(version) {
    await this.queue.settled();
    if (version <= this.queue.version || this.queue.isClosed) return;
    const answer = await this.server.json("state").catch(() => null);
    if (!answer || !this.queue.isEmpty) return;
    this.queue.version = answer.version;
    this.answered({ ...answer, changed: null });
    this.regions.reloadSoon();
  }

  viewChanged() {
    this.bars?.showZoom(this.view);
    this.screen?.redraw();
  }

  drawOver() {
    this.screen.drawOver();
  }

  // Called before the layers are drawn.
  wantTiles() {
    for (const layer of this.layers) layer.want(this.view);
  }

  movePointer(point) {
    this.pointer = point;
    this.bars.showPlace(point, this.view);
    this.drawOver();
  }

  drawMarks() {
    const { pen, tool, pointer } = this;
    pen.clear();
    this.regions.draw(pen);
    tool.draw(pen);
    if (pointer && (tool.hasRing || this.cursor.isShown) && !this.pointers.isSpaceHeld)
      pen.ring(pointer, tool.hasRing ? this.brushWidth : 1, this.cursor.isShown);
    this.overview.draw(this.picture?.whole);
  }
}

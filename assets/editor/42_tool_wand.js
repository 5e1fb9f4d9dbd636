// Tools that ask the server which pixels belong together; these are shown before they are marked.
const LEVELS_PER_PIXEL = 0.25; // of tolerance, for each px that the pointer is dragged to the right

class Selector extends Tool {
  // Asks for the pixels; while an answer is awaited, only the latest question is kept.
  async ask() {
    if (!this.isAimed) return;
    this.isWanted = true;
    if (this.isAsking) return;
    this.isAsking = true;
    while (this.isWanted && this.isAimed)
      await this.askOnce().catch(() => this.desk.say("The server did not answer. Try again."));
    this.isAsking = false;
  }

  async askOnce() {
    this.isWanted = false;
    const { path, question, aim } = this;
    const response = await this.desk.server.post(path, question);
    const answer = await response.json();
    if (this.aim !== aim) return;
    if (response.ok) this.show(answer);
    else this.refuse(answer.sentence);
  }

  show(pixels) {
    this.preview = new PixelsPreview(pixels);
    this.desk.say(`${pixels.pixels.toLocaleString()} px. Enter or a click on them marks them, Esc cancels.`);
    this.desk.drawOver();
  }

  refuse(sentence) {
    this.desk.say(sentence);
  }

  confirm() {
    if (this.preview) this.desk.commit(new PixelsStep(this.preview, this.desk.ink(this.isErasing)));
    this.cancel();
  }

  cancel() {
    Object.assign(this, { aim: null, preview: null });
    this.desk.say("");
    this.desk.drawOver();
  }

  draw(pen) {
    if (this.preview) pen.pixels(this.preview, this.isErasing);
  }

  // Whether there is something to ask for.
  get isAimed() {
    return Boolean(this.aim);
  }

  get isBusy() {
    return this.isAimed;
  }
}

// Magic wand: paint of the same colour, connected with the point or everywhere.
class Wand extends Selector {
  path = "wand";

  press(point, event) {
    if (this.preview?.has(point)) return this.confirm();
    Object.assign(this, { aim: point, start: event.clientX, base: this.desk.settings.tolerance });
    this.ask();
  }

  move(points, event) {
    if (this.start === undefined) return;
    const change = Math.round((event.clientX - this.start) * LEVELS_PER_PIXEL);
    if (change) this.desk.change({ tolerance: clamp(this.base + change, 0, 100) });
  }

  release() {
    this.start = undefined;
  }

  cancel() {
    this.start = undefined;
    super.cancel();
  }

  get question() {
    const [x, y] = this.aim.map(Math.floor);
    const { tolerance, everywhere, growth, holes } = this.desk.settings;
    return { x, y, tolerance, contiguous: !everywhere, grow: growth, close_holes: holes ? LARGEST_HOLE : 0 };
  }
}

// Outlines the object at a click; Shift+click adds a place that belongs to it, Alt+click one that does not.
class ObjectOutline extends Selector {
  path = "object";

  press(point, event) {
    const isMore = event.shiftKey || event.altKey;
    if (!isMore && this.preview?.has(point)) return this.confirm();
    this.aim = [...(isMore ? (this.aim ?? []) : []), [...point, !event.altKey]];
    if (!this.preview) this.desk.say("Looking at the picture…");
    this.ask();
  }

  // Alt names a place outside the object here.
  get isErasing() {
    return false;
  }

  refuse(sentence) {
    this.cancel();
    this.desk.say(sentence);
  }

  get question() {
    return { points: this.aim };
  }
}

// Pixels that may be marked, as an image that can be drawn at any scale.
class PixelsPreview {
  constructor({ box, runs }) {
    Object.assign(this, { box, runs });
    const [x, y, width, height] = box;
    this.image = Object.assign(document.createElement("canvas"), {
      width: Math.max(width, 1),
      height: Math.max(height, 1),
    });
    const context = this.image.getContext("2d");
    for (const [row, from, end] of spansOf(box, runs)) context.fillRect(from - x, row - y, end - from, 1);
    this.context = context;
  }

  has([x, y]) {
    const [left, top, width, height] = this.box;
    const [column, row] = [Math.floor(x) - left, Math.floor(y) - top];
    if (column < 0 || row < 0 || column >= width || row >= height) return false;
    return this.context.getImageData(column, row, 1, 1).data[3] > 0;
  }

  coloured([red, green, blue]) {
    this.context.globalCompositeOperation = "source-in";
    this.context.fillStyle = `rgb(${red} ${green} ${blue})`;
    this.context.fillRect(0, 0, this.image.width, this.image.height);
    return this.image;
  }
}

// Fills the unmarked area around a point that marks enclose.
class Fill extends Tool {
  async press(point) {
    const ink = this.desk.ink(this.isErasing);
    await this.desk.queue.settled(); // the server must know the marks that enclose it
    const [x, y] = point.map(Math.floor);
    const response = await this.desk.server.post("enclosed", { x, y }).catch(() => null);
    const answer = (await response?.json().catch(() => null)) ?? { sentence: "The server did not answer. Try again." };
    if (response?.ok) this.desk.commit(new PixelsStep(answer, ink));
    else this.desk.say(answer.sentence);
  }
}

// Regions of damage: one is selected, decided on, and drawn with its outline. Rejected ones stay as dashed outlines; those
// that shall not be filled are hatched.
const PAUSE_BEFORE_RELOAD = 2500; // ms without a change, for the server looks for all regions again
const AHEAD = 4; // outlines that are fetched before they are needed
const REVIEW_SCALE = 4; // device px for one px of the picture, at most

class Regions {
  constructor(desk) {
    Object.assign(this, {
      desk,
      table: null,
      row: null,
      isReview: false,
      isOutdated: true,
      loading: null,
      listeners: [],
    });
  }

  get selected() {
    return this.row === null ? null : this.table.get(this.row);
  }

  changed() {
    for (const listener of this.listeners) listener();
    this.desk.drawOver();
  }

  // Loads the regions, if some are to be seen and the mask has changed; resolves when that is done.
  load() {
    const { settings, data } = this.desk;
    const areSeen = settings.panel || settings.tool === "select" || data.has_unfilled;
    if (this.isOutdated && !this.loading && areSeen)
      this.loading = this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }

  async fetch() {
    const { desk } = this;
    this.isOutdated = false;
    this.changed();
    await desk.queue.settled();
    const version = desk.queue.version;
    const answer = await desk.server.json("regions", { v: version, split: Number(desk.settings.split) }).catch(() => null);
    if (answer) this.replace(answer);
    if (!answer || version !== desk.queue.version) this.reloadSoon();
  }

  replace(answer) {
    const old = this.table;
    const box = this.row === null ? null : old.box(this.row);
    this.table = new RegionTable(answer);
    if (old) this.table.arrange({ filter: old.filter, order: old.order, isDescending: old.isDescending });
    this.outlines = new RegionOutlines(this.desk.server, answer.version, () => this.desk.drawOver());
    this.row = box && this.table.find(box);
    if (this.row !== null) this.outlines.want(this.selected.number);
    this.changed();
  }

  loadAgain() {
    this.isOutdated = true;
    return this.load();
  }

  // The mask has changed: the list follows when nothing happens for a while.
  reloadSoon() {
    this.isOutdated = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (this.desk.isDrawing ? this.reloadSoon() : this.load()), PAUSE_BEFORE_RELOAD);
  }

  close() {
    clearTimeout(this.timer);
    Object.assign(this, { table: null, row: null, outlines: null, isReview: false, isOutdated: true });
    this.changed();
  }

  select(row, { zooms = false } = {}) {
    this.row = row;
    this.desk.say("");
    if (row !== null) this.outlines.want(this.selected.number);
    if (row !== null && zooms) this.desk.view.showBox(this.table.box(row), REVIEW_SCALE);
    this.changed();
  }

  async selectAt([x, y]) {
    if (!this.table) return this.desk.say("The regions are being looked for.");
    const { outlines, table } = this;
    const answer = await this.desk.server.json("region/at", { x, y, v: table.version }).catch(() => null);
    if (!answer || table !== this.table) return;
    if (answer.number !== null) outlines.put(answer.number, answer.outline);
    this.select(answer.number === null ? null : table.rowOf(answer.number));
  }

  // To the next doubtful region, in the order of doubt.
  async go(step) {
    if (!this.table) await this.load();
    if (!this.table) return;
    const row = this.table.nextDoubtful(this.row, step);
    if (row === null)
      return this.desk.say(step > 0 ? "No doubtful region follows." : "This was the most doubtful region.");
    this.isReview = true;
    this.select(row, { zooms: true });
    this.fetchAhead(row, step);
  }

  fetchAhead(row, step) {
    const ahead = [];
    for (let next = row; ahead.length < AHEAD && next !== null; ahead.push(next))
      next = this.table.nextDoubtful(next, step);
    for (const next of ahead.reverse()) if (next !== null) this.outlines.want(this.table.columns.number[next]);
    this.outlines.want(this.selected.number);
  }

  // Decides on the selected region: `change` has status or kind (numbers) or note.
  decide(change) {
    if (this.row === null) return;
    const { table, row, desk } = this;
    const isNew = Object.entries(change).some(([name, value]) => table.columns[name][row] !== value);
    if (!isNew) return;
    if ("status" in change && table.isRejectedSinceLoading(row)) return this.decideAfterLoading(change);
    const step = this.stepFor(change);
    const drawn = step && desk.drawAtOnce(step);
    const entry = new RegionChange(this, table, row, change, drawn);
    desk.commitDecision(entry, this.command(change), step);
  }

  // The server can bring back only what is rejected in the list that it gave.
  async decideAfterLoading(change) {
    await this.loading;
    this.isOutdated = true;
    await this.load();
    if (this.row !== null && !this.table.isRejectedSinceLoading(this.row)) this.decide(change);
  }

  command({ status, kind, note }) {
    return {
      do: "decide",
      numbers: [this.selected.number],
      regions_version: this.table.version,
      decision: status === undefined ? null : STATUSES[status],
      kind: kind === undefined ? null : KIND_KEYS[kind],
      note: note ?? null,
    };
  }

  // What a decision draws: the marks go, come back, or change their kind. Null where nothing changes or is known.
  stepFor({ status = this.selected.status, kind = this.selected.kind }) {
    const { number, status: before, kind: kindBefore } = this.selected;
    const rings = this.outlines.get(number);
    if (!rings) return null;
    if (status === REJECTED) return before === REJECTED ? null : new AreaStep(rings, new Ink(null));
    if (before === REJECTED) return new AreaStep(rings, new Ink(kind, [0, 1, 2, 3]));
    return kind === kindBefore ? null : new AreaStep(rings, new Ink(kind));
  }

  decideAndGo(status) {
    this.decide({ status });
    this.go(1);
  }

  draw(pen) {
    if (!this.table || this.desk.settings.hidden) return;
    const { kind } = this.table.columns;
    this.drawAll(REJECTED, (path) => pen.region(path, true));
    this.drawAll(UNFILLED, (path, row) => pen.unfilled(path, kind[row]));
    if (this.row !== null) this.drawSelected(pen);
  }

  drawSelected(pen) {
    const { number, status, kind } = this.selected;
    if (!this.outlines.get(number)) return pen.box(this.table.box(this.row));
    this.outlines.with(number, (path) => {
      if (status === UNFILLED) pen.unfilled(path, kind);
      pen.region(path, status === REJECTED);
    });
  }

  // Draws the visible regions of a status, but not the selected one.
  drawAll(wanted, act) {
    const { status, number } = this.table.columns;
    let left = MOST_SHOWN;
    for (let row = 0; row < this.table.total && left; row++) {
      if (status[row] !== wanted || row === this.row || !this.isSeen(row)) continue;
      left -= 1;
      this.outlines.want(number[row]);
      this.outlines.with(number[row], (path) => act(path, row));
    }
  }

  isSeen(row) {
    const { view } = this.desk;
    const box = this.table.box(row);
    return Math.max(box[2], box[3]) * view.scale >= SMALLEST_SHOWN && meets(toBounds(box), view.visible);
  }
}

// A decision that undo takes back, with what it drew.
class RegionChange {
  constructor(regions, table, row, change, drawn) {
    Object.assign(this, { regions, table, row, drawn, values: { ...change }, size: drawn?.size ?? 0 });
    this.exchange();
  }

  // Exchanges the values of before and after.
  exchange() {
    for (const [name, value] of Object.entries(this.values)) {
      this.values[name] = this.table.columns[name][this.row];
      this.table.columns[name][this.row] = value;
    }
    if (this.table !== this.regions.table) this.regions.reloadSoon();
    this.regions.changed();
  }

  swap() {
    this.drawn?.swap();
    this.exchange();
  }
}

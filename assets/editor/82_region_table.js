// The regions of damage as columns: filtered, sorted, by doubt. A row is a place in the columns.
const STATUSES = ["proposed", "accepted", "rejected", "not to be filled"];
const [PROPOSED, ACCEPTED, REJECTED, UNFILLED] = [0, 1, 2, 3];
const NO_FILTER = { kind: "", status: "", doubt: "", area: 0 };

class RegionTable {
  constructor({ version, total, columns }) {
    Object.assign(this, { version, total, columns, filter: { ...NO_FILTER }, order: "number", isDescending: false });
    this.loadedStatus = [...columns.status];
    this.rows = [];
    this.arrange();
  }

  isRejectedSinceLoading(row) {
    return this.columns.status[row] === REJECTED && this.loadedStatus[row] !== REJECTED;
  }

  get(row) {
    return Object.fromEntries(Object.entries(this.columns).map(([name, values]) => [name, values[row]]));
  }

  box(row) {
    const { x, y, w, h } = this.columns;
    return [x[row], y[row], w[row], h[row]];
  }

  // The row with a number; numbers are sorted, from 1.
  rowOf(number) {
    const row = this.columns.number.indexOf(number);
    return row < 0 ? null : row;
  }

  // The row in a newer table that holds the same region, if it has one.
  find([x, y, width, height]) {
    const { columns } = this;
    for (let row = 0; row < this.total; row++)
      if (columns.x[row] === x && columns.y[row] === y && columns.w[row] === width && columns.h[row] === height)
        return row;
    return null;
  }

  arrange(choice = {}) {
    Object.assign(this, choice);
    const rows = Array.from({ length: this.total }, (_, row) => row).filter((row) => this.passes(row));
    const value = (row) => this.columns[this.order][row] ?? -1;
    const way = this.isDescending ? -1 : 1;
    this.rows = rows.sort((a, b) => way * (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0) || a - b);
  }

  passes(row) {
    const { kind, status, doubt, area } = this.filter;
    const { columns } = this;
    if (kind !== "" && columns.kind[row] !== Number(kind)) return false;
    if (status !== "" && columns.status[row] !== Number(status)) return false;
    if (doubt !== "" && this.doubt(row) > Number(doubt)) return false;
    return columns.area[row] >= area;
  }

  // 0 where damage and sound paint are equally likely; 1 where nothing tells.
  doubt(row) {
    const likelihood = this.columns.likelihood[row];
    return likelihood === null ? 1 : Math.abs(likelihood - 0.5);
  }

  // The proposed region that follows a row in the order of doubt, the most doubtful first; a step of -1 goes back.
  nextDoubtful(row, step = 1) {
    const isAfter = (a, b) => step * (this.doubt(a) - this.doubt(b) || a - b) > 0;
    let best = null;
    for (let other = 0; other < this.total; other++) {
      if (this.columns.status[other] !== PROPOSED || other === row) continue;
      if (row !== null && !isAfter(other, row)) continue;
      if (best === null || isAfter(best, other)) best = other;
    }
    return best;
  }

  count(status) {
    return this.columns.status.reduce((sum, value) => sum + (value === status), 0);
  }
}

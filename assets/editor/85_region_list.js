// A list of thousands of regions, of which only the visible rows are in the page.
const ROW_HEIGHT = 34; // px
const COLUMNS = ["number", "area", "length", "width", "likelihood", "status"];

class RegionList {
  constructor(place, regions, desk) {
    Object.assign(this, { place, regions, desk, shown: new Map() });
    this.body = place.querySelector(".rows");
    place.addEventListener("scroll", () => this.draw());
    place.addEventListener("keydown", (event) => this.press(event));
    this.body.addEventListener("click", (event) => this.click(event));
    new ResizeObserver(() => this.draw()).observe(place);
  }

  get rows() {
    return this.regions.table?.rows ?? [];
  }

  draw() {
    const first = Math.max(0, Math.floor(this.place.scrollTop / ROW_HEIGHT) - 5);
    const end = Math.min(
      this.rows.length,
      Math.ceil((this.place.scrollTop + this.place.clientHeight) / ROW_HEIGHT) + 5,
    );
    this.body.style.height = `${this.rows.length * ROW_HEIGHT}px`;
    this.place.ariaRowCount = String(this.rows.length + 1);
    this.body.replaceChildren(...this.rows.slice(first, end).map((row, index) => this.rowElement(row, first + index)));
    const at = this.rows.indexOf(this.regions.row);
    if (at >= first && at < end) this.place.setAttribute("aria-activedescendant", `region-${this.regions.row}`);
    else this.place.removeAttribute("aria-activedescendant");
  }

  rowElement(row, place) {
    const element = this.element("div", "row");
    Object.assign(element, {
      id: `region-${row}`,
      role: "row",
      ariaRowIndex: String(place + 2),
      ariaSelected: String(row === this.regions.row),
    });
    element.style.top = `${place * ROW_HEIGHT}px`;
    element.dataset.row = row;
    const region = this.regions.table.get(row);
    element.dataset.status = STATUSES[region.status];
    element.append(...COLUMNS.map((name) => this.cell(name, region)));
    if (region.note) element.title = region.note;
    return element;
  }

  cell(name, region) {
    const cell = Object.assign(this.element("span", name), { role: "gridcell", textContent: this.text(name, region) });
    if (name === "status") cell.title = STATUSES[region.status];
    if (name !== "number") return cell;
    const swatch = this.element("i", "swatch");
    swatch.style.setProperty("--kind", `rgb(${this.desk.colours[region.kind].join(" ")})`);
    swatch.role = "img";
    swatch.ariaLabel = this.desk.data.kinds[region.kind].label;
    cell.prepend(swatch);
    return cell;
  }

  text(name, region) {
    const scale = this.desk.data.px_per_mm;
    if (name === "likelihood") return region.likelihood === null ? "–" : `${Math.round(100 * region.likelihood)} %`;
    if (name === "status") return { 0: "", 1: "✓", 2: "✕", 3: "⊘" }[region.status] + (region.note ? " ✎" : "");
    if (name === "area") return scale ? (region.area / scale ** 2).toFixed(1) : String(region.area);
    if (name === "length" || name === "width")
      return (region[name] / (scale ?? 1)).toFixed(scale ? 2 : name === "width" ? 1 : 0);
    return String(region.number);
  }

  element(kind, name) {
    return Object.assign(document.createElement(kind), { className: name });
  }

  click(event) {
    const row = event.target.closest(".row")?.dataset.row;
    if (row === undefined) return;
    this.desk.change({ tool: "select" });
    this.regions.select(Number(row), { zooms: true });
  }

  press(event) {
    const at = this.rows.indexOf(this.regions.row);
    const page = Math.floor(this.place.clientHeight / ROW_HEIGHT);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity }[
      event.key
    ];
    if (step === undefined || !this.rows.length) return;
    event.preventDefault();
    this.desk.change({ tool: "select" });
    this.regions.select(this.rows[clamp(at + step, 0, this.rows.length - 1)], { zooms: true });
  }

  // Scrolls the selected row into the list.
  reveal() {
    const at = this.rows.indexOf(this.regions.row);
    if (at < 0) return;
    const [top, height] = [at * ROW_HEIGHT, this.place.clientHeight - ROW_HEIGHT];
    if (top < this.place.scrollTop) this.place.scrollTop = top;
    else if (top + ROW_HEIGHT > this.place.scrollTop + height) this.place.scrollTop = top + ROW_HEIGHT - height;
  }
}

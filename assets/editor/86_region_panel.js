// The panel of regions: filters, the list, and what can be decided about the selected region.
const EVIDENCE = ["Stays as it is", "Paint shows through", "Filled from its rim", "Filled with texture", "Generated"];

class RegionPanel {
  constructor(panel, regions, desk) {
    Object.assign(this, { panel, regions, desk });
    this.list = new RegionList(panel.querySelector(".list"), regions, desk);
    regions.listeners.push(() => this.show());
    this.connectFilters();
    this.connectHeaders();
    this.connectDecisions();
  }

  find(selector) {
    return this.panel.querySelector(selector);
  }

  connectFilters() {
    for (const field of this.panel.querySelectorAll("[data-filter]"))
      field.addEventListener("input", () => {
        const value = field.type === "number" ? this.pixels(Math.max(Number(field.value) || 0, 0)) : field.value;
        this.arrange({ filter: { ...this.regions.table?.filter, [field.dataset.filter]: value } });
      });
  }

  // An area in the unit that the panel shows, as pixels.
  pixels(area) {
    return area * (this.desk.data.px_per_mm ?? 1) ** 2;
  }

  connectHeaders() {
    for (const header of this.panel.querySelectorAll("[data-order]"))
      header.addEventListener("click", () => {
        const order = header.dataset.order;
        const isSame = this.regions.table?.order === order;
        this.arrange({ order, isDescending: isSame ? !this.regions.table.isDescending : order !== "number" });
      });
  }

  arrange(choice) {
    this.regions.table?.arrange(choice);
    this.list.place.scrollTop = 0;
    this.show();
  }

  connectDecisions() {
    const { regions } = this;
    const on = (selector, act) => this.find(selector).addEventListener("click", act);
    on(".next", () => regions.go(1));
    on(".previous", () => regions.go(-1));
    on(".yes", () => (regions.isReview ? regions.decideAndGo(ACCEPTED) : regions.decide({ status: ACCEPTED })));
    on(".no", () => (regions.isReview ? regions.decideAndGo(REJECTED) : regions.decide({ status: REJECTED })));
    on(".split", ({ target }) => {
      this.desk.change({ split: target.checked });
      regions.loadAgain();
    });
    on(".close", () => this.desk.change({ panel: false }));
    on(".alternatives", () =>
      this.desk.tell("alternatives", { number: regions.selected.number, version: regions.table.version }),
    );
    this.find(".status-of").addEventListener("input", ({ target }) => regions.decide({ status: Number(target.value) }));
    this.find(".kind-of").addEventListener("input", ({ target }) => regions.decide({ kind: Number(target.value) }));
    this.find(".note").addEventListener("change", ({ target }) => regions.decide({ note: target.value.trim() }));
  }

  setKinds(kinds) {
    this.find(".split").checked = this.desk.settings.split;
    const option = ({ label }, kind) => new Option(label, kind);
    this.find('[data-filter="kind"]').replaceChildren(new Option("All kinds", ""), ...kinds.map(option));
    this.find(".kind-of").replaceChildren(...kinds.map(option));
  }

  show() {
    const { table, selected } = this.regions;
    const isLoading = !table && this.desk.settings.panel;
    this.find(".summary").textContent = table ? this.summary(table) : isLoading ? "Looking for regions…" : "";
    this.find(".area-unit").textContent = `${this.unit}²`;
    this.panel.ariaBusy = String(isLoading);
    this.showOrder(table);
    this.showSelected(selected);
    this.list.reveal();
    this.list.draw();
  }

  get unit() {
    return this.desk.data.px_per_mm ? "mm" : "px";
  }

  summary(table) {
    const all = table.rows.length === table.total ? "" : `${table.rows.length.toLocaleString()} of `;
    const counts = [
      [PROPOSED, "to decide"],
      [REJECTED, "rejected"],
      [UNFILLED, "not to be filled"],
    ]
      .filter(([status]) => status !== UNFILLED || table.count(status))
      .map(([status, word]) => `${table.count(status).toLocaleString()} ${word}`);
    return `${all}${table.total.toLocaleString()} · ${counts.join(" · ")} · sizes in ${this.unit}, ${this.unit}²`;
  }

  showOrder(table) {
    for (const header of this.panel.querySelectorAll("[data-order]")) {
      const isUsed = table?.order === header.dataset.order;
      header.parentElement.ariaSort = isUsed ? (table.isDescending ? "descending" : "ascending") : "none";
    }
  }

  showSelected(region) {
    this.find(".selected").hidden = !region;
    if (!region) return;
    this.find(".name").textContent = `Region ${region.number}`;
    this.find(".evidence").textContent = EVIDENCE[region.evidence] ?? "";
    this.find(".status-of").value = region.status;
    this.find(".kind-of").value = region.kind;
    this.find(".alternatives").hidden = !this.desk.data.has_alternatives;
    const note = this.find(".note");
    if (this.noteOf !== this.regions.row || !note.matches(":focus")) note.value = region.note;
    this.noteOf = this.regions.row;
  }
}

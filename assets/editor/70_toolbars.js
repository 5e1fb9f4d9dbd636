// The buttons and sliders around the picture; they show the settings, and change them.
const LARGEST_BRUSH = 300; // px
const LARGEST_GROWTH = 20; // px, of what the wand selects
const SWITCHES = ["outline", "contrast", "hidden", "everywhere", "holes"];

const sizeOf = (position) => Math.max(1, Math.round(LARGEST_BRUSH ** (position / 100)));
const positionOf = (size) => Math.round((100 * Math.log(size)) / Math.log(LARGEST_BRUSH));

class Toolbars {
  constructor(root, desk) {
    Object.assign(this, { root, desk });
    for (const button of root.querySelectorAll("[data-name]")) this.name(button);
    for (const button of root.querySelectorAll("[data-tool]"))
      button.addEventListener("click", () => desk.change({ tool: button.dataset.tool }));
    for (const bar of root.querySelectorAll('[role="toolbar"]')) new RovingFocus(bar);
    root.addEventListener("click", (event) => this.returnFocus(event));
    this.connectButtons();
    this.connectInputs();
  }

  // After a click of the mouse on a button the keys belong to the picture again; `detail` is 0 after Space or Enter.
  returnFocus({ detail, target }) {
    if (detail && target.closest("button") && !this.desk.keyList.isOpen) this.desk.stage.focus({ preventScroll: true });
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  name(button) {
    const { name, key } = button.dataset;
    button.type = "button";
    Object.assign(button, { title: `${name} (${key})`, ariaLabel: name });
  }

  connectButtons() {
    const { desk } = this;
    const on = (selector, act) => this.find(selector).addEventListener("click", act);
    on(".undo", () => desk.undo());
    on(".redo", () => desk.redo());
    on(".confirm", () => desk.tool.confirm());
    on(".protect", () => desk.change({ protect: !desk.settings.protect }));
    on(".regions", () => desk.change({ panel: !desk.settings.panel }));
    on(".zoom-in", () => desk.view.zoomBy(ZOOM_STEP));
    on(".zoom-out", () => desk.view.zoomBy(1 / ZOOM_STEP));
    on(".fit", () => desk.view.fit());
    on(".one", () => desk.view.zoomTo(1));
    on(".help", () => desk.keyList.show());
  }

  connectInputs() {
    const { desk } = this;
    const on = (selector, read) =>
      this.find(selector).addEventListener("input", ({ target }) => desk.change(read(target)));
    const size = (value) => ({ [desk.sizeName]: clamp(Math.round(value) || 1, 1, LARGEST_BRUSH) });
    on(".size-slider", ({ value }) => size(sizeOf(value)));
    on(".size-number", ({ value }) => size(value));
    on(".unit", ({ value }) => ({ unit: value }));
    on(".tolerance input", ({ value }) => ({ tolerance: Number(value) }));
    on(".growth", ({ value }) => ({ growth: clamp(Math.round(value) || 0, 0, LARGEST_GROWTH) }));
    on(".opacity", ({ value }) => ({ opacity: Number(value) }));
    for (const name of SWITCHES) on(`.${name}`, ({ checked }) => ({ [name]: checked }));
    const display = this.find(".display");
    this.root.addEventListener("pointerdown", (event) => display.contains(event.target) || (display.open = false));
  }

  setKinds(kinds) {
    const buttons = kinds.map((kind, index) => this.newInk(kind, index + 1, () => this.desk.chooseKind(index)));
    this.find(".kinds").replaceChildren(...buttons);
    this.show(this.desk.settings);
  }

  // The buttons of what is set aside, after those of the kinds; they stay while the page offers the same.
  setAreas(areas) {
    const keys = areas.map(({ key }) => key);
    if (String(keys) === String(this.areaKeys)) return;
    this.areaKeys = keys;
    const first = this.find(".kinds").children.length + 1;
    const buttons = areas.map((area, index) =>
      this.newInk(area, first + index, () => this.desk.chooseArea(area.key), area.is_hatched ? "area hatched" : "area"),
    );
    this.find(".areas").replaceChildren(...buttons);
    this.show(this.desk.settings);
  }

  newInk({ label, colour }, key, choose, shape = "") {
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: `wide kind ${shape}`,
      textContent: label,
      title: `${label} (${key})`,
    });
    button.style.setProperty("--kind", `rgb(${colour.join(" ")})`);
    button.addEventListener("click", choose);
    return button;
  }

  show(settings) {
    const { desk } = this;
    this.root.dataset.tool = settings.tool;
    this.root.dataset.ink = desk.area ? "area" : "kind";
    this.find(".frame").classList.toggle("with-panel", settings.panel);
    this.find(".regions").ariaPressed = String(settings.panel);
    for (const button of this.root.querySelectorAll("[data-tool]"))
      button.ariaPressed = String(button.dataset.tool === settings.tool);
    const { area } = desk;
    [...this.find(".kinds").children].forEach(
      (button, kind) => (button.ariaPressed = String(!area && kind === settings.kind)),
    );
    [...this.find(".areas").children].forEach(
      (button, index) => (button.ariaPressed = String(area?.key === this.areaKeys[index])),
    );
    this.find(".protect").ariaPressed = String(settings.protect);
    this.showValue(".size-slider", positionOf(desk.size));
    this.showValue(".size-number", desk.size);
    this.showValue(".unit", settings.unit);
    this.showValue(".tolerance input", settings.tolerance);
    this.find(".tolerance output").textContent = settings.tolerance;
    this.showValue(".opacity", settings.opacity);
    this.showValue(".growth", settings.growth);
    for (const name of SWITCHES) this.find(`.${name}`).checked = settings[name];
  }

  // Does not disturb a field in which somebody is typing.
  showValue(selector, value) {
    const field = this.find(selector);
    if (field.value !== String(value) && !(field.type === "number" && field.matches(":focus"))) field.value = value;
  }

  showHistory({ canUndo, canRedo }) {
    this.enable(".undo", canUndo);
    this.enable(".redo", canRedo);
  }

  // Disabled to the eye and to screen readers only, so that the focus is not lost.
  enable(selector, isEnabled) {
    this.find(selector).ariaDisabled = String(!isEnabled);
  }

  // The pixel under the pointer, counted from 0 at the upper left.
  showPlace(point, { width, height }) {
    const [x, y] = point?.map(Math.floor) ?? [-1, -1];
    this.find(".place").textContent = x >= 0 && y >= 0 && x < width && y < height ? `${x}, ${y}` : "";
  }

  showZoom({ scale }) {
    this.find(".zoom").textContent = scale >= 0.0995 ? `${Math.round(scale * 100)} %` : `${(scale * 100).toFixed(1)} %`;
  }
}

// One tab stop for a toolbar; arrows, Home and End move inside (WAI-ARIA toolbar).
class RovingFocus {
  constructor(bar) {
    this.bar = bar;
    bar.addEventListener("keydown", (event) => this.move(event));
    bar.addEventListener("focusin", ({ target }) => this.setStop(target));
    this.setStop(this.items[0]);
  }

  get items() {
    return [...this.bar.querySelectorAll("button, summary, input, select")].filter(
      (item) => item.checkVisibility?.() ?? true,
    );
  }

  setStop(stop) {
    for (const item of this.bar.querySelectorAll("button, summary, input, select"))
      item.tabIndex = item === stop ? 0 : -1;
  }

  move(event) {
    const { items } = this;
    const at = items.indexOf(event.target);
    if (event.target.matches("input, select") && !["Home", "End"].includes(event.key) && !event.ctrlKey)
      return this.leaveField(event, items, at);
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    items.at(next % items.length).focus();
  }

  // Arrows belong to a field itself: Tab goes on to the next item from there.
  leaveField(event, items, at) {
    const next = event.key === "Tab" ? items[at + (event.shiftKey ? -1 : 1)] : null;
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}

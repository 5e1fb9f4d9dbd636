// The keys of the editor. They work while the focus is in it, and while somebody points at the picture; the keys that
// move the focus or press buttons belong to what has the focus.
const FOCUS_KEYS = ["Tab", "Enter", "Escape", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
const TOOL_KEYS = {
  b: "brush",
  e: "eraser",
  l: "line",
  r: "rectangle",
  p: "polygon",
  o: "lasso",
  w: "wand",
  g: "object",
  f: "fill",
  m: "ruler",
  s: "select",
};

const KEY_LIST = [
  ["B  E", "Brush, eraser"],
  ["X", "Swap brush and eraser"],
  ["Alt (held)", "Erase with the tool in use"],
  ["L  R  P  O", "Line, rectangle, polygon, lasso"],
  ["W  F", "Magic wand, fill an enclosed area"],
  ["G", "Outline an object; Shift+click belongs to it, Alt+click does not"],
  ["M  S", "Ruler, select a region"],
  ["1  2  3  4", "Kind of damage"],
  ["5  6", "Do not fill; paint source, where the method takes one"],
  ["[  ]", "Smaller, larger brush"],
  ["Ctrl+Z", "Undo"],
  ["Ctrl+Shift+Z, Ctrl+Y", "Redo"],
  ["Tab", "Hide or show the mask; Shift+Tab leaves the picture"],
  ["Wheel, +  −", "Zoom; Shift+wheel moves sideways"],
  ["0", "Show the whole picture"],
  ["Space + drag, middle button", "Move the picture"],
  ["Arrows", "Move a cursor; with Shift, 10 px"],
  ["Space (after arrows)", "Draw at the cursor; again to end"],
  ["Enter, double-click", "Close a polygon, mark what the wand found"],
  ["N  Shift+N", "Next, previous doubtful region"],
  ["Y  Delete", "It is damage, it is none; then the next one"],
  ["A  U", "Accept the region, leave it open again"],
  ["Esc", "Cancel"],
];

class Keys {
  constructor(root, desk) {
    Object.assign(this, { root, desk });
    const controller = new AbortController();
    const on = (type, act) => {
      const listen = (event) => (root.isConnected ? act.call(this, event) : controller.abort());
      addEventListener(type, listen, { capture: true, signal: controller.signal });
    };
    on("keydown", this.press);
    on("keyup", this.release);
    on("blur", this.releaseAll);
    desk.stage.addEventListener("pointermove", () => (this.isPointing = true));
    desk.stage.addEventListener("pointerleave", () => (this.isPointing = false));
  }

  press(event) {
    const target = event.composedPath()[0];
    if (event.key === "Tab") this.isPointing = false; // from now on the keyboard is used
    const isChoosing = target instanceof HTMLSelectElement && !this.isPointing; // letters choose an option there
    if (!this.isOurs(event, target) || isTyping(target) || isChoosing) return;
    if (!this.act(event, this.isAtPicture(event, target))) return;
    event.preventDefault();
    event.stopPropagation(); // the page has shortcuts of its own
  }

  isOurs(event, target) {
    if (this.desk.keyList.isOpen) return false;
    if (event.composedPath().includes(this.root)) return true;
    if (target === document.body) return this.root.matches(":hover");
    return this.isPointing && !FOCUS_KEYS.includes(event.key);
  }

  isAtPicture(event, target) {
    return target === document.body || target === this.desk.stage || (this.isPointing && event.key === " ");
  }

  act(event, isAtPicture) {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (event.ctrlKey || event.metaKey) return this.actWithControl(key, event);
    if (key === "Alt") return this.desk.holdAlt(true);
    if (event.altKey) return false;
    const isPlain = isAtPicture || event.composedPath()[0].matches(".list");
    return (
      (isAtPicture && this.actAtPicture(key, event)) ||
      this.desk.regionKeys.act(key, event, isPlain) ||
      this.actAnywhere(key)
    );
  }

  actWithControl(key, { shiftKey }) {
    if (key === "z" && !shiftKey) this.desk.undo();
    else if (key === "y" || key === "z") this.desk.redo();
    else return false;
    return true;
  }

  actAtPicture(key, event) {
    const { desk } = this;
    if (key in ARROWS) desk.cursor.step(event);
    else if (key === " ") this.space(event);
    else if (key === "Tab" && !event.shiftKey) desk.change({ hidden: !desk.settings.hidden });
    else if (key === "Enter" && desk.tool.isBusy) desk.tool.confirm();
    else return false;
    return true;
  }

  space({ repeat }) {
    if (!this.desk.cursor.isShown) this.desk.pointers.holdSpace(true);
    else if (!repeat) this.desk.cursor.press();
  }

  actAnywhere(key) {
    const { desk } = this;
    if (key in TOOL_KEYS) desk.change({ tool: TOOL_KEYS[key] });
    else if (key === "x") desk.change({ tool: desk.settings.tool === "eraser" ? "brush" : "eraser" });
    else if ("1234".includes(key)) desk.chooseKind(Number(key) - 1);
    else if ("56".includes(key)) return desk.chooseAreaNumber(Number(key) - 5);
    else if (key === "[" || key === "]") desk.changeSize(key === "]");
    else if (key === "+" || key === "=") desk.view.zoomBy(ZOOM_STEP);
    else if (key === "-") desk.view.zoomBy(1 / ZOOM_STEP);
    else if (key === "0") desk.view.fit();
    else if (key === "?") desk.keyList.show();
    else if (key === "Escape") return desk.cancel();
    else return false;
    return true;
  }

  release(event) {
    if (event.key === " ") this.desk.pointers.holdSpace(false);
    if (event.key === "Alt") this.desk.holdAlt(false);
  }

  releaseAll() {
    this.desk.pointers.holdSpace(false);
    this.desk.holdAlt(false);
  }
}

const isTyping = (target) =>
  target instanceof Element &&
  target.matches('input:not([type="range"], [type="checkbox"]), textarea, [contenteditable]');

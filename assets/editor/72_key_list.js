// The dialog that lists the keys.
class KeyList {
  constructor(dialog, stage) {
    Object.assign(this, { dialog, stage });
    const cells = KEY_LIST.flatMap(([keys, text]) => [this.cell("dt", keys), this.cell("dd", text)]);
    dialog.querySelector("dl").replaceChildren(...cells);
    dialog.addEventListener("close", () => stage.focus({ preventScroll: true }));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  }

  cell(kind, text) {
    return Object.assign(document.createElement(kind), { textContent: text });
  }

  get isOpen() {
    return this.dialog.open;
  }

  show() {
    this.dialog.showModal();
  }
}

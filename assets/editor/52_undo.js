// Undo and redo: done at once where the pixels before a step are kept, and always sent to the server.
const MOST_KEPT = 64e6; // bytes of snapshots

class UndoStack {
  constructor(queue) {
    Object.assign(this, { queue, done: [], undone: [], steps: 0, couldRedo: false });
  }

  // What the server says about its history; it counts when no command is on its way.
  update({ steps, can_undo: canUndo, can_redo: canRedo }) {
    if (!this.queue.isEmpty) return;
    if (steps !== this.steps) this.forget(); // something else changed the mask
    Object.assign(this, { steps, couldUndo: canUndo, couldRedo: canRedo });
  }

  get canUndo() {
    return this.done.length > 0 || this.couldUndo;
  }

  get canRedo() {
    return this.undone.length > 0 || this.couldRedo;
  }

  // `snapshot` has swap(), which undoes the step and does it again, and its size in bytes; null: only the server can.
  // `step` is what it draws, if that is known.
  add(snapshot, step) {
    this.done.push({ snapshot, step });
    Object.assign(this, { undone: [], couldUndo: true, couldRedo: false, steps: this.steps + 1 });
    this.dropOldest();
  }

  dropOldest() {
    const size = ({ snapshot }) => snapshot?.size ?? 0;
    let kept = this.done.reduce((sum, entry) => sum + size(entry), 0);
    while (kept > MOST_KEPT && this.done.length > 1) kept -= size(this.done.shift());
  }

  undo() {
    if (this.canUndo) this.move(this.done, this.undone, -1, "undo");
  }

  redo() {
    if (this.canRedo) this.move(this.undone, this.done, 1, "redo");
  }

  // A step without a snapshot changes on the screen when the server has answered.
  move(from, to, change, command) {
    const entry = from.pop() ?? { snapshot: null, step: null };
    entry.snapshot?.swap();
    to.push(entry);
    this.steps += change;
    if (command === "undo") this.couldUndo = this.steps > 0;
    this.queue.add({ do: command }, command === "redo" ? entry.step : null);
  }

  forget() {
    Object.assign(this, { done: [], undone: [] });
  }
}

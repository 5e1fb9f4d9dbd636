// Undo and redo: done at once where the pixels before a step are kept, and always told to the server.
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

  // `snapshot` has swap(), which undoes the step and does it again, and its size in bytes.
  add(snapshot) {
    this.done.push(snapshot);
    Object.assign(this, { undone: [], couldUndo: true, couldRedo: false, steps: this.steps + 1 });
    this.dropOldest();
  }

  dropOldest() {
    let kept = this.done.reduce((sum, snapshot) => sum + (snapshot?.size ?? 0), 0);
    while (kept > MOST_KEPT && this.done.length > 1) kept -= this.done.shift()?.size ?? 0;
  }

  undo() {
    if (this.canUndo) this.move(this.done, this.undone, -1, "undo");
  }

  redo() {
    if (this.canRedo) this.move(this.undone, this.done, 1, "redo");
  }

  // A step without a snapshot changes on the screen when the server has answered.
  move(from, to, change, command) {
    const snapshot = from.pop() ?? null;
    snapshot?.swap();
    to.push(snapshot);
    this.steps += change;
    if (command === "undo") this.couldUndo = this.steps > 0;
    this.queue.add({ do: command });
  }

  forget() {
    Object.assign(this, { done: [], undone: [] });
  }
}

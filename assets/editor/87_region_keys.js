// The keys for regions: they work while a region is selected, in the picture or in the list.
class RegionKeys {
  constructor(regions, desk) {
    Object.assign(this, { regions, desk });
  }

  // `isPlain` says that the key would do nothing else, as Enter would on a button.
  act(key, { shiftKey }, isPlain) {
    if (key === "n") return this.go(shiftKey ? -1 : 1);
    if (this.regions.row === null || this.desk.settings.tool !== "select") return false;
    if (["Enter", "Delete", "Backspace"].includes(key) && !isPlain) return false;
    return this.decide(key);
  }

  go(step) {
    this.desk.change({ tool: "select", panel: true });
    this.regions.go(step);
    return true;
  }

  decide(key) {
    const { regions } = this;
    if (key === "Delete" || key === "Backspace") this.answer(REJECTED);
    else if (key === "y") regions.decideAndGo(ACCEPTED);
    else if (key === "a" || key === "Enter") regions.decide({ status: ACCEPTED });
    else if (key === "u") regions.decide({ status: PROPOSED });
    else if ("1234".includes(key)) regions.decide({ kind: Number(key) - 1 });
    else if (key === "Escape") this.leave();
    else return false;
    return true;
  }

  answer(status) {
    if (this.regions.isReview) this.regions.decideAndGo(status);
    else this.regions.decide({ status });
  }

  leave() {
    this.regions.isReview = false;
    this.regions.select(null);
  }
}

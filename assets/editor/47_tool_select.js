// Select: a click on the marks selects the region that they belong to.
class Select extends Tool {
  press(point) {
    this.desk.regions.selectAt(point);
  }

  get isMarking() {
    return false;
  }
}

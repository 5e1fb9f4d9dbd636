// The colours of the map of differences, with the differences that they stand for.
const TICKS = [1, 5, 10, 15]; // CIEDE2000
const MORE = { 1: "just visible" };

class ColourScale {
  constructor(root) {
    this.element = root.querySelector(".scale");
    this.bar = root.querySelector(".bar");
  }

  // `colours`: RGB, evenly spaced; `full`: the difference that the last one stands for.
  show(isWanted, { colours, full }) {
    this.element.hidden = !isWanted;
    this.element.ariaLabel =
      `Scale of colours: differences of colour (CIEDE2000) from 0, dark violet, to ${full} or more, pale yellow; ` +
      "1 is just visible. Equal pixels are grey.";
    this.element.title = "Difference of colour, CIEDE2000";
    this.bar.style.setProperty("--colours", colours.map((rgb) => `rgb(${rgb.join(" ")})`).join(", "));
    this.bar.replaceChildren(
      ...TICKS.filter((value) => value < full).map((value) => this.tick(value, value / full, MORE[value])),
      this.tick(full, 1, "or more"),
    );
  }

  // `more` is left out where there is little room.
  tick(value, share, more) {
    const tick = Object.assign(document.createElement("span"), { className: "tick", textContent: value });
    tick.style.setProperty("--at", share);
    if (more) tick.append(Object.assign(document.createElement("span"), { className: "more", textContent: ` ${more}` }));
    return tick;
  }
}

// The texts of the viewer: what is seen, for everybody and for those who do not see it.
const TAG_MARGIN = 10; // CSS px to the edges of a window
const KEYS = "Plus and minus zoom, arrows move the picture, 0 shows all of it, 1 shows its pixels";
const KEYS_OF_SLIDER = "Left and right move the line; with Shift, arrows move the picture";

class Labels {
  constructor(root) {
    this.root = root;
    this.tags = [...root.querySelectorAll(".tag")];
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  name(mode, title, labels) {
    const both = labels.join(" and ");
    const seen = mode === "difference" ? `Where ${both} differ` : both;
    this.find(".picture").ariaLabel = seen;
    this.find(".stage").ariaLabel = `${title}: ${seen}. ${KEYS}.`;
    this.find("input").ariaLabel = `How much of "${labels[0]}" is shown`;
    this.find("input").title = "";
    this.find("input").ariaDescription = `${KEYS_OF_SLIDER}. ${KEYS}.`;
  }

  // Writes each text into its window, CSS px, at the lower left; `atRight` names the one at the lower right.
  show(texts, windows, atRight) {
    this.tags.forEach((tag, number) => {
      const { x, bottom, wide } = windows[number] ?? windows[0];
      const isAtRight = number === atRight;
      tag.textContent = texts[number] ?? "";
      const share = atRight === undefined ? 1 : 0.5;
      Object.assign(tag.style, {
        bottom: `${bottom + TAG_MARGIN}px`,
        left: isAtRight ? "auto" : `${x + TAG_MARGIN}px`,
        right: isAtRight ? `${TAG_MARGIN}px` : "auto",
        maxWidth: `${share * wide - 2 * TAG_MARGIN}px`,
      });
    });
  }

  showZoom({ scale, isFit }) {
    this.find(".zoom").textContent = scale >= 0.0995 ? `${Math.round(scale * 100)} %` : `${(scale * 100).toFixed(1)} %`;
    this.root.classList.toggle("fit-view", isFit);
  }
}

// The texts of the viewer: what is seen, for everybody and for those who do not see it.
const TAG_MARGIN = 10; // CSS px to the edges of a picture
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

  // Writes each text into its box of the stage, CSS px, at the lower left; `atRight` is the one at the lower right.
  showTags(texts, boxes, atRight) {
    this.tags.forEach((tag, number) => {
      const { left, right, bottom } = boxes[number] ?? boxes[0];
      const isAtRight = number === atRight;
      tag.textContent = texts[number] ?? "";
      Object.assign(tag.style, {
        top: `${bottom - TAG_MARGIN}px`,
        left: `${isAtRight ? right - TAG_MARGIN : left + TAG_MARGIN}px`,
        maxWidth: `${(right - left) / (atRight ? 2 : 1) - 2 * TAG_MARGIN}px`,
        transform: `translate(${isAtRight ? "-100%" : "0"}, -100%)`,
      });
    });
  }

  showZoom({ scale, isFit }) {
    this.find(".zoom").textContent = scale >= 0.0995 ? `${Math.round(scale * 100)} %` : `${(scale * 100).toFixed(1)} %`;
    this.root.classList.toggle("fit-view", isFit);
  }
}

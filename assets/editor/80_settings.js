// What a person chose in the editor; it is kept in the browser, so that it is the same with the next painting.
const SETTINGS_KEY = "painting-restoration-editor";
const DEFAULTS = {
  tool: "brush",
  kind: 0,
  area: null, // key of what is drawn instead of a kind
  brushSize: 6,
  eraserSize: 16,
  unit: "picture",
  protect: false,
  tolerance: 12,
  everywhere: false, // whether the wand selects a colour in all of the picture
  growth: 0, // px by which the rim of its selection moves outwards
  holes: false, // whether small holes in it are closed
  opacity: 70,
  outline: false,
  contrast: false,
  hidden: false,
  panel: false, // the list of regions
  split: false, // whether nets of cracks are divided into their branches
};

function readSettings() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(SETTINGS_KEY)), hidden: false, area: null };
  } catch {
    return { ...DEFAULTS };
  }
}

function keepSettings(settings) {
  try {
    localStorage.setItem(SETTINGS_KEY, JSON.stringify(settings));
  } catch {
    // a private window: they are kept until the page is closed
  }
}

// Hides the canvas's own toolbar: its Reset removes strokes behind the back of our Undo, and it has no switch for that.
const STYLE = ".dc-toolbar { display: none !important }";
const PAUSE = 200; // ms between two looks: nothing tells when the canvas has made its inner document

const hide = () => {
  const root = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]")?.shadowRoot;
  if (!root || root.querySelector("style.no-toolbar")) return;
  root.append(Object.assign(document.createElement("style"), { className: "no-toolbar", textContent: STYLE }));
};

export default function () {
  const timer = setInterval(hide, PAUSE);
  return () => clearInterval(timer);
}

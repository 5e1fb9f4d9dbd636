// Hides the canvas's own toolbar: its Reset removes strokes behind the back of our Undo, and it has no switch for that.
const STYLE = ".dc-toolbar { display: none }";

const hide = () => {
  const root = document.querySelector(".st-key-canvas [data-testid=stBidiComponentIsolated]")?.shadowRoot;
  if (!root || root.querySelector("style.no-toolbar")) return;
  root.append(Object.assign(document.createElement("style"), { className: "no-toolbar", textContent: STYLE }));
};

let observer;

export default function () {
  observer ??= new MutationObserver(hide);
  observer.observe(document.body, { childList: true, subtree: true });
  hide();
  return () => observer.disconnect();
}

// Two pictures, one over the other; the range input, which a keyboard can move too, says how much of the upper one shows.
export default function ({ parentElement, data }) {
  const pair = parentElement.querySelector(".pair");
  const [before, after] = [pair.querySelector(".before"), pair.querySelector(".after")];
  const handle = pair.querySelector("input");
  const show = () => pair.style.setProperty("--part", `${handle.value}%`);

  before.src = data.before;
  after.src = data.after;
  before.alt = data.before_label;
  after.alt = data.after_label;
  pair.querySelector(".left").textContent = data.before_label;
  pair.querySelector(".right").textContent = data.after_label;
  handle.setAttribute("aria-label", `How much of "${data.before_label}" is shown`);
  handle.addEventListener("input", show);
  show();
  return () => handle.removeEventListener("input", show);
}

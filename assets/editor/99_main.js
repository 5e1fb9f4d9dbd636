const editors = new WeakMap(); // one per element; Streamlit calls many times with the same element

export default function ({ parentElement, data, setTriggerValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement.querySelector(".editor")));
  editors.get(parentElement).update(data, setTriggerValue);
}

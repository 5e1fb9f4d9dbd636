const viewers = new Map(); // one per element; Streamlit calls many times with the same element

export default function ({ parentElement, data, setTriggerValue }) {
  if (!viewers.has(parentElement)) viewers.set(parentElement, new Comparison(parentElement.querySelector(".viewer")));
  for (const [element, viewer] of viewers)
    if (!viewer.root.isConnected && element !== parentElement) {
      viewer.close();
      viewers.delete(element);
    }
  viewers.get(parentElement).update(data, (place) => setTriggerValue("click", place));
}

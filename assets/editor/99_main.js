const editors = new Map(); // one per element; Streamlit calls many times with the same element

// An editor that has left the page keeps only its queue, until all is saved. A stroke that is being drawn ends here.
function discard(element, editor) {
  editor.tool.release(editor.pointer ?? [0, 0]);
  editor.close();
  editors.delete(element);
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement.querySelector(".editor")));
  for (const [element, editor] of editors)
    if (!editor.root.isConnected && element !== parentElement) discard(element, editor);
  editors.get(parentElement).update(data, setTriggerValue);
}

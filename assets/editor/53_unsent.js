// Commands that no server has confirmed: they outlive a server that starts again, and a reload of the page meanwhile.
const UNSENT_KEY = "painting-restoration-unsent-";

// Returns whether the commands of the queue are kept.
function keepUnsent(work, queue) {
  const bodies = work && queue.isLate ? queue.commands.map(({ body }) => body) : [];
  try {
    if (bodies.length) sessionStorage.setItem(UNSENT_KEY + work, JSON.stringify(bodies));
    else sessionStorage.removeItem(UNSENT_KEY + work);
    return bodies.length > 0;
  } catch {
    return false; // a private window, or too many
  }
}

// Hands what is kept for a work to the queue of the server that shows it now; returns whether there was anything.
function sendUnsent(work, queue) {
  if (!work) return false;
  let bodies = [];
  try {
    bodies = JSON.parse(sessionStorage.getItem(UNSENT_KEY + work)) ?? [];
    sessionStorage.removeItem(UNSENT_KEY + work);
  } catch {
    // nothing can be kept in this window
  }
  for (const { number, ...command } of bodies) queue.add(command);
  return bodies.length > 0;
}

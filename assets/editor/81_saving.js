// Says whether all strokes are stored, without flickering at each of them.
const PATIENCE_BEFORE_WORD = 500; // ms

class SavingState {
  constructor(place) {
    this.place = place;
  }

  show(queue, sentence) {
    clearTimeout(this.timer);
    if (queue.isEmpty) this.say("");
    else if (queue.isClosed) this.say("Not saved yet. It is kept in this window until the painting is open again.");
    else if (queue.failures) this.say(`Not saved yet. ${sentence ?? "The server does not answer."} Trying again.`);
    else this.timer = setTimeout(() => this.say("Saving…"), PATIENCE_BEFORE_WORD);
  }

  say(text) {
    if (this.place.textContent !== text) this.place.textContent = text;
  }
}

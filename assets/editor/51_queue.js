// Sends commands in order until the server has confirmed each: none is lost, none is done twice.
const PAUSE = 1000; // ms before a command is sent again
const LONGEST_PAUSE = 8000;
const MOST_AT_ONCE = 100; // commands in one request
const MOST_BYTES_AT_END = 60_000; // browsers send no more while a page is closed
const PATIENCE = 30_000; // ms that an answer may take

const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

class CommandQueue {
  // `version` is that of the mask in the browser. Whoever shows the mask sets onAnswer, onRefusal, onClosed, onState.
  constructor(server, version) {
    Object.assign(this, { server, version, onAnswer() {}, onRefusal() {}, onClosed() {}, onState() {} });
    Object.assign(this, { client: randomName(), commands: [], waiting: [], number: 0, failures: 0 });
    Object.assign(this, { isClosed: false, isKept: false });
    addEventListener("pagehide", () => this.sendAtEnd());
  }

  get isEmpty() {
    return !this.commands.length;
  }

  // Whether the server that should have the commands does not answer, or no longer knows the painting.
  get isLate() {
    return this.failures > 0 || this.isClosed;
  }

  // `step` is what the command draws, or draws again, if that is known.
  add(command, step = null) {
    this.commands.push({ body: { number: ++this.number, ...command }, step });
    this.onState();
    this.send();
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    while (this.commands.length && !this.isClosed) await this.sendSome().catch(() => this.pause());
    this.isSending = false;
    this.waiting.splice(0).forEach((resolve) => resolve());
  }

  // Resolves when every command has been confirmed.
  settled() {
    return this.isEmpty ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve));
  }

  async sendSome() {
    const response = await this.server.post("commands", this.message(MOST_AT_ONCE), {
      signal: AbortSignal.timeout(PATIENCE),
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) this.confirm(answer);
    else if (response.status === 400) this.refuse(answer);
    else if (response.status === 410) this.close(answer);
    else await this.pause(answer.sentence);
  }

  message(most) {
    return { client: this.client, since: this.version, commands: this.commands.slice(0, most).map(({ body }) => body) };
  }

  confirm(answer) {
    this.failures = 0;
    this.drop(answer.done);
    this.version = answer.version;
    this.onState();
    this.onAnswer(answer);
  }

  refuse({ sentence, done = this.commands[0].body.number - 1 }) {
    this.failures = 0;
    this.drop(done + 1);
    this.onState();
    this.onRefusal(sentence);
  }

  drop(done) {
    this.commands = this.commands.filter(({ body }) => body.number > done);
  }

  close({ sentence }) {
    this.isClosed = true;
    this.onState();
    this.onClosed(sentence ?? "This painting was closed. Open it again to go on.");
  }

  async pause(sentence) {
    this.failures += 1;
    this.onState(sentence);
    await sleep(Math.min(PAUSE * (sentence ? 1 : 2 ** (this.failures - 1)), LONGEST_PAUSE));
  }

  // The page is being closed: what is not confirmed is sent once more, unless the next page will send it; see keepUnsent.
  sendAtEnd() {
    if (this.isKept || this.isClosed) return;
    let most = this.commands.length;
    while (most && JSON.stringify(this.message(most)).length > MOST_BYTES_AT_END) most--;
    if (most) this.server.post("commands", this.message(most), { keepalive: true }).catch(() => {});
  }

  // The steps that a tile from the server may lack: without those that unconfirmed commands undo again.
  pendingSteps() {
    const [done, undone] = [[], []];
    for (const { body, step } of this.commands)
      if (body.do === "undo") undone.push(done.pop());
      else if (body.do === "redo") done.push(undone.pop() ?? step);
      else {
        done.push(step);
        undone.length = 0;
      }
    return done.filter(Boolean);
  }
}

const randomName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join("");

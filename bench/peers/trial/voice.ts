import { HEARD, PING, REFUSED, SENT, STEP } from "../../generator/dialect";
import type { Dialect, Person } from "../../generator/dialect";

/** Where people meet, how they speak, and how long each waits for what must come. */
interface Place {
  address: string;
  dialect: Dialect;
  deadlineMs: number;
}

/** One person's socket, and all that came over it. */
export class Voice {
  readonly heard: string[] = [];
  readonly sent: string[] = [];
  #steps = 0;
  // Why nothing more is to be hoped for.
  #fault: string | undefined;
  #socket: WebSocket;
  #changed = Promise.withResolvers<void>();

  private constructor(
    readonly person: Person,
    private readonly place: Place,
  ) {
    const { address, dialect } = place;
    this.#socket = new WebSocket(address + dialect.path, dialect.protocol ?? []);
    this.#socket.addEventListener("message", ({ data }) => this.#take(String(data)));
    this.#socket.addEventListener("open", () => this.#change());
    this.#socket.addEventListener("close", ({ code }) => this.#fail(`closed with ${code}`));
  }

  /** Someone who now hears all their rooms. */
  static async enter(person: Person, place: Place): Promise<Voice> {
    const voice = new Voice(person, place);
    await voice.until("connected", () => voice.#socket.readyState === WebSocket.OPEN);
    for (const [i, frame] of place.dialect.greeting(person).entries()) {
      voice.#socket.send(frame);
      await voice.until(`an answer to ${frame}`, () => voice.#steps === i + 1);
    }
    return voice;
  }

  say(roomId: string, clientId: string, text: string): void {
    this.#socket.send(this.place.dialect.say(this.person, roomId, clientId, text));
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const timer = setTimeout(() => this.#fail("too late"), this.place.deadlineMs);
    while (!isSo() && this.#fault === undefined) await this.#changed.promise;
    clearTimeout(timer);
    if (this.#fault !== undefined) throw new Error(`${this.person.userId}, ${this.#fault}: not ${what}`);
  }

  leave(): void {
    this.#socket.close();
  }

  #take(frame: string): void {
    const { split, answer } = this.place.dialect;
    for (const part of split === undefined ? [frame] : frame.split(split)) {
      if (part === "") continue;
      const bytes = Buffer.from(part);
      const kind = this.place.dialect.kindOf(bytes, 0, bytes.length);
      if (kind === STEP) this.#steps++;
      if (kind === HEARD) this.heard.push(part);
      if (kind === SENT) this.sent.push(part);
      if (kind === REFUSED) this.#fail(`refused with ${part}`);
      if (kind === PING && answer !== undefined) this.#socket.send(answer);
    }
    this.#change();
  }

  #fail(fault: string): void {
    this.#fault ??= fault;
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

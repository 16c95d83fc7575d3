import { HEARD, PING, REFUSED, SENT, STEP } from "../../generator/dialect";
import type { Dialect, Person } from "../../generator/dialect";

/** Of everything a trial needs to come, the latest. */
const DEADLINE_MS = 30_000;

/** One person's socket, and all that came over it. */
export class Voice {
  readonly heard: string[] = [];
  readonly sent: string[] = [];
  readonly refused: string[] = [];
  #steps = 0;
  #socket: WebSocket;
  #changed = Promise.withResolvers<void>();

  private constructor(
    readonly person: Person,
    readonly dialect: Dialect,
    address: string,
  ) {
    this.#socket = new WebSocket(address + dialect.path, dialect.protocol ?? []);
    this.#socket.addEventListener("message", ({ data }) => this.#take(String(data)));
    this.#socket.addEventListener("open", () => this.#change());
  }

  /** Someone who now hears all their rooms. */
  static async enter(person: Person, dialect: Dialect, address: string): Promise<Voice> {
    const voice = new Voice(person, dialect, address);
    await voice.until("connected", () => voice.#socket.readyState === WebSocket.OPEN);
    for (const [i, frame] of dialect.greeting(person).entries()) {
      voice.#socket.send(frame);
      await voice.until(`an answer to ${frame}`, () => voice.#steps === i + 1);
    }
    return voice;
  }

  say(roomId: string, clientId: string, text: string): void {
    this.#socket.send(this.dialect.say(this.person, roomId, clientId, text));
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error(`${this.person.userId}: not ${what}`)), DEADLINE_MS);
    try {
      while (!isSo()) await Promise.race([this.#changed.promise, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  leave(): void {
    this.#socket.close();
  }

  #take(frame: string): void {
    const { split, answer } = this.dialect;
    for (const part of split === undefined ? [frame] : frame.split(split)) {
      if (part === "") continue;
      const bytes = Buffer.from(part);
      const kind = this.dialect.kindOf(bytes, 0, bytes.length);
      if (kind === STEP) this.#steps++;
      if (kind === HEARD) this.heard.push(part);
      if (kind === SENT) this.sent.push(part);
      if (kind === REFUSED) this.refused.push(part);
      if (kind === PING && answer !== undefined) this.#socket.send(answer);
    }
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

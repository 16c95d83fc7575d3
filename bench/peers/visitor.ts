import { type Dialect, HEARD, type Kind, type Person, PING, REFUSED, SENT, STEP } from "../generator/dialect";

const encoder = new TextEncoder();

/** One person on a plain WebSocket, for tests: keeps every frame by the kind that the dialect says it is. */
export class Visitor {
  private readonly frames: { kind: Kind; text: string }[] = [];
  private watching = new Set<() => void>();

  private constructor(
    private readonly socket: WebSocket,
    private readonly dialect: Dialect,
    readonly person: Person,
  ) {
    socket.addEventListener("message", ({ data }) => this.take(String(data)));
  }

  /** Resolves once all of the greeting is answered. */
  static async come(url: string, dialect: Dialect, person: Person): Promise<Visitor> {
    const socket = new WebSocket(url + dialect.path, dialect.protocol);
    const visitor = new Visitor(socket, dialect, person);
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("close", reject);
    });
    for (const [nth, frame] of dialect.greeting(person).entries()) {
      socket.send(frame);
      await visitor.until(() => visitor.framesOf(STEP).length > nth);
    }
    return visitor;
  }

  says(roomId: string, clientId: string, text: string): void {
    this.socket.send(this.dialect.say(this.person, roomId, clientId, text));
  }

  hears = (text: string): Promise<void> => this.until(() => this.textsHeard().includes(text));

  isAcked = (clientId: string): Promise<void> =>
    this.until(() => this.framesOf(SENT).some((frame) => frame.includes(`"${clientId}"`)));

  /** So many of its messages have been taken or refused. */
  hasAnswers = (many: number): Promise<void> =>
    this.until(() => this.framesOf(SENT).length + this.framesOf(REFUSED).length >= many);

  framesOf = (kind: Kind): string[] =>
    this.frames.filter((frame) => frame.kind === kind).map(({ text }) => text);

  /** What was said in its rooms, in the order in which it came. */
  textsHeard(): string[] {
    return this.framesOf(HEARD).map((frame) => /"text":"([^"]*)"/.exec(frame)?.[1] ?? "");
  }

  leave(): void {
    this.socket.close();
  }

  private take(text: string): void {
    // Not at the start of its buffer, as frames mostly are.
    const bytes = encoder.encode(`..${text}`);
    const kind = this.dialect.kindOf(bytes, 2, bytes.length);
    this.frames.push({ kind, text });
    if (kind === PING) this.socket.send(this.dialect.answer ?? "");
    for (const look of this.watching) look();
  }

  private until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.watching.delete(look);
        resolve();
      };
      this.watching.add(look);
      look();
    });
  }
}

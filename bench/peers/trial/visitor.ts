import {
  type Dialect,
  HEARD,
  type Kind,
  type Person,
  PING,
  REFUSED,
  SENT,
  STEP,
} from "../../generator/dialect";

const encoder = new TextEncoder();

/** One person on a plain WebSocket: keeps every frame by the kind that the dialect says it is. */
export class Visitor {
  private readonly frames: { kind: Kind; text: string }[] = [];
  private readonly socket: WebSocket;
  private watching = new Set<() => void>();
  /** With its code, once the line is cut. */
  private end = "";

  private constructor(
    url: string,
    private readonly dialect: Dialect,
    readonly person: Person,
  ) {
    this.socket = new WebSocket(url + dialect.path, dialect.protocol);
    this.socket.addEventListener("open", () => this.look());
    this.socket.addEventListener("message", ({ data }) => this.receive(String(data)));
    this.socket.addEventListener("close", ({ code }) => {
      this.end = `closed with ${code}`;
      this.look();
    });
  }

  /** Resolves once all of the greeting is answered. */
  static async come(url: string, dialect: Dialect, person: Person): Promise<Visitor> {
    const visitor = new Visitor(url, dialect, person);
    await visitor.until("connected", () => visitor.socket.readyState === WebSocket.OPEN);
    for (const [nth, frame] of dialect.greeting(person).entries()) {
      visitor.socket.send(frame);
      await visitor.until(`answered to ${frame}`, () => visitor.framesOf(STEP).length > nth);
    }
    return visitor;
  }

  says(roomId: string, clientId: string, text: string): void {
    this.socket.send(this.dialect.say(this.person, roomId, clientId, text));
  }

  hears = (text: string): Promise<void> => this.until(`told ${text}`, () => this.textsHeard().includes(text));

  isAcked = (clientId: string): Promise<void> =>
    this.until(`acked ${clientId}`, () => this.acksOf(clientId) > 0);

  /** So many of its messages have been taken or refused. */
  hasAnswers = (many: number): Promise<void> =>
    this.until(
      `answered ${many} times`,
      () => this.framesOf(SENT).length + this.framesOf(REFUSED).length >= many,
    );

  acksOf = (clientId: string): number =>
    this.framesOf(SENT).filter((frame) => frame.includes(`"${clientId}"`)).length;

  framesOf = (kind: Kind): string[] =>
    this.frames.filter((frame) => frame.kind === kind).map(({ text }) => text);

  /** What was said in its rooms, in the order in which it came. */
  textsHeard(): string[] {
    return this.framesOf(HEARD).map((frame) => /"text":"([^"]*)"/.exec(frame)?.[1] ?? "");
  }

  leave(): void {
    this.socket.close();
  }

  private receive(text: string): void {
    for (const part of this.dialect.isLines ? text.split("\n") : [text]) {
      // Not at the start of its buffer, as frames mostly are.
      const bytes = encoder.encode(`..${part}`);
      const kind = this.dialect.kindOf(bytes, 2, bytes.length);
      this.frames.push({ kind, text: part });
      if (kind === PING) this.socket.send(this.dialect.answer ?? "");
    }
    this.look();
  }

  private look(): void {
    for (const look of this.watching) look();
  }

  private until(what: string, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!isSo() && this.end === "") return;
        this.watching.delete(look);
        if (isSo()) resolve();
        else reject(new Error(`${this.person.userId} ${this.end}: not ${what}`));
      };
      this.watching.add(look);
      look();
    });
  }
}

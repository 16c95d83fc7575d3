import {
  type Dialect,
  MESSAGE,
  type Kind,
  type Person,
  PING,
  REFUSED,
  ACK,
  HANDSHAKE,
} from "../../generator/dialect";

const encoder = new TextEncoder();

/** One person on a plain WebSocket. Keeps every frame with its kind. */
export class TestClient {
  private readonly frames: { kind: Kind; text: string }[] = [];
  private readonly socket: WebSocket;
  private waiting = new Set<() => void>();
  /** Why the socket closed, with its code; empty while it is open. */
  private end = "";

  private constructor(
    url: string,
    private readonly dialect: Dialect,
    readonly person: Person,
  ) {
    this.socket = new WebSocket(url + dialect.path, dialect.subprotocol);
    this.socket.addEventListener("open", () => this.check());
    this.socket.addEventListener("message", ({ data }) => this.receive(String(data)));
    this.socket.addEventListener("close", ({ code }) => {
      this.end = `closed with ${code}`;
      this.check();
    });
  }

  /** Resolves when all handshake frames are answered. */
  static async connect(url: string, dialect: Dialect, person: Person): Promise<TestClient> {
    const client = new TestClient(url, dialect, person);
    await client.until("connected", () => client.socket.readyState === WebSocket.OPEN);
    for (const [nth, frame] of dialect.handshakeFrames(person).entries()) {
      client.socket.send(frame);
      await client.until(`answered to ${frame}`, () => client.framesOf(HANDSHAKE).length > nth);
    }
    return client;
  }

  says(roomId: string, clientId: string, text: string): void {
    this.socket.send(this.dialect.encodeMessage(this.person, roomId, clientId, text));
  }

  hears = (text: string): Promise<void> =>
    this.until(`received ${text}`, () => this.textsHeard().includes(text));

  isAcked = (clientId: string): Promise<void> =>
    this.until(`acked ${clientId}`, () => this.acksOf(clientId) > 0);

  /** Resolves when this number of messages has been accepted or refused. */
  hasAnswers = (many: number): Promise<void> =>
    this.until(
      `answered ${many} times`,
      () => this.framesOf(ACK).length + this.framesOf(REFUSED).length >= many,
    );

  acksOf = (clientId: string): number =>
    this.framesOf(ACK).filter((frame) => frame.includes(`"${clientId}"`)).length;

  framesOf = (kind: Kind): string[] =>
    this.frames.filter((frame) => frame.kind === kind).map(({ text }) => text);

  /** The texts it received, in order of arrival. */
  textsHeard(): string[] {
    return this.framesOf(MESSAGE).map((frame) => /"text":"([^"]*)"/.exec(frame)?.[1] ?? "");
  }

  leave(): void {
    this.socket.close();
  }

  private receive(text: string): void {
    for (const part of this.dialect.isLineDelimited ? text.split("\n") : [text]) {
      // Not at the start of the buffer, as is usual for frames.
      const bytes = encoder.encode(`..${part}`);
      const kind = this.dialect.kindOf(bytes, 2, bytes.length);
      this.frames.push({ kind, text: part });
      if (kind === PING) this.socket.send(this.dialect.pong ?? "");
    }
    this.check();
  }

  private check(): void {
    for (const check of this.waiting) check();
  }

  private until(what: string, isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!isSo() && this.end === "") return;
        this.waiting.delete(check);
        if (isSo()) resolve();
        else reject(new Error(`${this.person.userId} ${this.end}: not ${what}`));
      };
      this.waiting.add(check);
      check();
    });
  }
}

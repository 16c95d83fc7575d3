// A proxy for Redis that drops room messages at random, or holds them back, for tests that must know which.
import type { Socket } from "bun";

export interface Leak {
  url: string;
  /** How many messages were dropped. */
  lost(): number;
  /** From now on, one in `oneIn` is dropped; 0: none. */
  lose(oneIn: number): void;
  /** From now on they are held back, until the function that it returns is called. */
  hold(): () => void;
  close(): void;
}

type End = { other?: Socket<End>; buffered: Buffer };

/** Goes between a machine and the Redis at `url`. `random` returns an integer below its argument. */
export function startLeak(url: string, random: (below: number) => number): Leak {
  const { hostname, port } = new URL(url);
  let lost = 0;
  let oneIn = 0;
  let held: (() => void)[] | undefined;
  const isLost = (reply: Buffer): boolean => {
    const messages = messagesIn(reply);
    if (messages === 0 || oneIn === 0 || random(oneIn) > 0) return false;
    lost += messages;
    return true;
  };
  const forward = (client: Socket<End>, reply: Buffer): void => {
    if (held && messagesIn(reply) > 0) held.push(() => client.write(reply));
    else if (!isLost(reply)) client.write(reply);
  };
  const closeOther = (socket: Socket<End>) => void socket.data.other?.end();
  const server = Bun.listen<End>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (client) => {
        client.data = { buffered: Buffer.alloc(0) };
        void Bun.connect<End>({
          hostname,
          port: Number(port),
          data: { other: client, buffered: Buffer.alloc(0) },
          socket: {
            open: (upstream) => {
              client.data.other = upstream;
              upstream.write(client.data.buffered);
            },
            data: (upstream, bytes) => {
              let rest = Buffer.concat([upstream.data.buffered, bytes]);
              for (let end = endOf(rest, 0); end > 0; end = endOf(rest, 0)) {
                const reply = rest.subarray(0, end);
                rest = rest.subarray(end);
                forward(client, reply);
              }
              upstream.data.buffered = rest;
            },
            close: closeOther,
            error: closeOther,
          },
        }).catch(() => client.end());
      },
      data: (client, bytes) => {
        if (client.data.other) client.data.other.write(bytes);
        else client.data.buffered = Buffer.concat([client.data.buffered, bytes]);
      },
      close: closeOther,
      error: closeOther,
    },
  });
  return {
    url: `redis://127.0.0.1:${server.port}`,
    lost: () => lost,
    lose: (one) => void (oneIn = one),
    hold: () => {
      const own: (() => void)[] = [];
      held = own;
      return () => {
        held = undefined;
        for (const write of own) write();
      };
    },
    close: () => server.stop(true),
  };
}

const messagesIn = (reply: Buffer): number =>
  reply.toString("latin1").match(/\n\{"type":"message"/g)?.length ?? 0;

/** Where the RESP value that begins at `from` ends; -1 if it is not complete yet. */
function endOf(bytes: Buffer, from: number): number {
  const line = bytes.indexOf("\r\n", from);
  if (line < 0) return -1;
  const kind = String.fromCharCode(bytes[from]!);
  const count = Number(bytes.toString("latin1", from + 1, line));
  const next = line + 2;
  if (kind === "$") return count < 0 ? next : ifComplete(bytes, next + count + 2);
  if (kind !== "*" && kind !== ">") return next;
  let end = next;
  for (let nth = 0; nth < count && end > 0; nth++) end = endOf(bytes, end);
  return end;
}

const ifComplete = (bytes: Buffer, end: number): number => (end <= bytes.length ? end : -1);

// The part of Consul that LiteFS uses to elect its primary. Debian has no package of Consul itself.

export interface Lease {
  url: string;
  close(): Promise<void>;
}

interface Session {
  ttl: number;
  delay: number;
  timer: Timer;
}
interface Pair {
  value: string;
  session: string | undefined;
}

// Like Consul, keeps a session that is not renewed for twice its TTL.
const TTL_FACTOR = 2;

export function startLease(): Lease {
  const sessions = new Map<string, Session>();
  const pairs = new Map<string, Pair>();
  // Consul's lock delay: a node that held a key and lost its session may still believe that it holds it.
  const lockedUntil = new Map<string, number>();

  function end(id: string, isLost: boolean): void {
    const session = sessions.get(id);
    clearTimeout(session?.timer);
    sessions.delete(id);
    for (const [key, pair] of pairs) {
      if (pair.session !== id) continue;
      pairs.delete(key);
      if (isLost) lockedUntil.set(key, performance.now() + (session?.delay ?? 0));
    }
  }

  const startTimer = (id: string, ttl: number): Timer => setTimeout(() => end(id, true), TTL_FACTOR * ttl);

  function create({ TTL, LockDelay }: { TTL: string; LockDelay: string }): object {
    const id = crypto.randomUUID();
    const ttl = inMs(TTL);
    sessions.set(id, { ttl, delay: inMs(LockDelay), timer: startTimer(id, ttl) });
    return { ID: id };
  }

  function renew(id: string): Response {
    const session = sessions.get(id);
    if (!session) return new Response("no such session", { status: 404 });
    clearTimeout(session.timer);
    session.timer = startTimer(id, session.ttl);
    return Response.json([{ ID: id }]);
  }

  function acquire(key: string, session: string, value: string): boolean {
    const holder = pairs.get(key)?.session;
    if (!sessions.has(session) || (holder && holder !== session)) return false;
    if (performance.now() < (lockedUntil.get(key) ?? 0)) return false;
    pairs.set(key, { value, session });
    return true;
  }

  function release(key: string, session: string, value: string): boolean {
    if (pairs.get(key)?.session !== session) return false;
    pairs.set(key, { value, session: undefined });
    return true;
  }

  function put(key: string, query: URLSearchParams, value: string): boolean {
    const [acquirer, releaser] = [query.get("acquire"), query.get("release")];
    if (acquirer) return acquire(key, acquirer, value);
    if (releaser) return release(key, releaser, value);
    pairs.set(key, { value, session: undefined });
    return true;
  }

  function get(key: string): Response {
    const pair = pairs.get(key);
    if (!pair) return new Response("", { status: 404 });
    return Response.json([
      { Key: key, Value: Buffer.from(pair.value).toString("base64"), Session: pair.session },
    ]);
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const [, what = "", rest = ""] =
      /^\/v1\/(session\/\w+|kv|catalog\/register)\/?(.*)$/.exec(pathname) ?? [];
    switch (what) {
      case "catalog/register":
        return Response.json(true);
      case "session/create":
        return Response.json(create((await request.json()) as Parameters<typeof create>[0]));
      case "session/renew":
        return renew(rest);
      case "session/destroy":
        end(rest, false);
        return Response.json(true);
      case "kv":
        return request.method === "GET"
          ? get(rest)
          : Response.json(put(rest, searchParams, await request.text()));
      default:
        return new Response("not implemented: LiteFS does not use it", { status: 404 });
    }
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
  const close = async () => {
    for (const id of sessions.keys()) end(id, false);
    await server.stop(true);
  };
  return { url: server.url.origin, close };
}

/** Parses a Go duration. */
function inMs(duration: string): number {
  const [, number, unit] = /^([\d.]+)(ms|s|m)$/.exec(duration) ?? [];
  return Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit as "ms" | "s" | "m"];
}

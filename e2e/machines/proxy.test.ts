import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { get, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";

import type { Part } from "./part";
import { missing } from "./programs/missing";
import { haproxy, startProxy } from "./proxy";

// Before two servers that say who they are, and can go at any moment.

const reason = await missing([haproxy]);
if (reason) console.error(`Skipped: ${reason}`);

class Upstream {
  isReady = true;
  /** Takes what it is asked, and is gone before it has said a word. */
  isFaint = false;
  /** Sends everyone elsewhere, and nobody has looked at /ready since. */
  isGoing = false;
  asked = 0;
  readonly url: string;
  private server: Bun.Server<undefined>;

  constructor(readonly name: string) {
    this.server = this.listen("0");
    this.url = this.server.url.origin;
  }

  go = () => this.server.stop(true);
  comeBack = () => void (this.server = this.listen(new URL(this.url).port));

  private listen(port: string) {
    return Bun.serve({
      hostname: "127.0.0.1",
      port,
      fetch: (request, server) => this.answer(request, server),
      websocket: { open: (socket) => void socket.send(this.name), message: () => undefined },
    });
  }

  private async answer(request: Request, server: Bun.Server<undefined>): Promise<Response | undefined> {
    const { pathname } = new URL(request.url);
    if (pathname === "/ready") return new Response("", { status: this.isReady ? 200 : 503 });
    this.asked++;
    if (this.isFaint) {
      await this.go();
      return undefined;
    }
    if (this.isGoing) return new Response("", { status: 503 });
    if (pathname === "/ws")
      return server.upgrade(request, { data: undefined }) ? undefined : new Response("", { status: 400 });
    if (pathname === "/feed")
      return new Response(feed(), { headers: { "content-type": "text/event-stream" } });
    if (pathname === "/headers") return Response.json(Object.fromEntries(request.headers));
    return new Response(this.name);
  }
}

describe.skipIf(reason !== undefined)("the proxy", () => {
  const [a, b] = [new Upstream("a"), new Upstream("b")];
  let proxy: Part;
  beforeAll(async () => void (proxy = await startProxy([a.url, b.url])));
  afterAll(() => Promise.all([proxy.close(), a.go(), b.go()]));

  const ask = (init?: RequestInit) => fetch(proxy.url, init);
  const names = async (times: number) => {
    const heard: string[] = [];
    for (let n = 0; n < times; n++) heard.push((await (await ask()).text())[0]!);
    return heard.sort().join("");
  };
  const untilHeard = async (times: string) => {
    while ((await names(times.length)) !== times);
  };

  test("gives every request to the next machine", async () => expect(await names(6)).toBe("aaabbb"));

  test("gives every socket to the next machine", async () => {
    const sockets = Array.from({ length: 4 }, () => new WebSocket(`${proxy.url.replace("http", "ws")}/ws`));
    const heard = sockets.map(
      (socket) => new Promise((resolve) => socket.addEventListener("message", resolve)),
    );
    const said = ((await Promise.all(heard)) as MessageEvent[]).map(({ data }) => String(data));
    expect(said.sort().join("")).toBe("aabb");
    for (const socket of sockets) socket.close();
  });

  test("passes on each piece of a feed as it comes", async () => {
    const { body } = await fetch(`${proxy.url}/feed`);
    const reader = body!.getReader();
    // The feed has said this, and will never say more.
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
    await reader.cancel();
  });

  test("leaves out who is gone from the next request on, and finds them again", async () => {
    await a.go();
    expect(await names(20)).toBe("b".repeat(20));
    a.comeBack();
    await untilHeard("ab");
  });

  test("leaves out who is not ready", async () => {
    a.isReady = false;
    await untilHeard("bbbb");
    a.isReady = true;
    await untilHeard("ab");
  });

  test("asks another where a machine went before it answered", async () => {
    a.isFaint = true;
    expect(await names(2)).toBe("bb");
    a.isFaint = false;
    a.comeBack();
    await untilHeard("ab");
  });

  test("asks another where a machine sends everyone elsewhere, for a socket too", async () => {
    a.isGoing = true;
    expect(await names(4)).toBe("bbbb");
    const sockets = Array.from({ length: 4 }, () => new WebSocket(`${proxy.url.replace("http", "ws")}/ws`));
    const heard = sockets.map(
      (socket) => new Promise<MessageEvent>((resolve) => socket.addEventListener("message", resolve)),
    );
    expect((await Promise.all(heard)).map(({ data }) => String(data))).toEqual(["b", "b", "b", "b"]);
    for (const socket of sockets) socket.close();
    a.isGoing = false;
    await untilHeard("ab");
  });

  test("says nothing twice that may have been done", async () => {
    a.isFaint = true;
    const before = a.asked + b.asked;
    const answers = [await outcome("POST"), await outcome("POST")];
    // Whose turn it was is all the same: one of them has its answer, the other none.
    expect(answers.filter((answer) => answer === 200)).toHaveLength(1);
    expect(a.asked + b.asked - before).toBe(2);
    a.isFaint = false;
    a.comeBack();
    await untilHeard("ab");
  });

  // Where the line to the machine had served before, the proxy ends ours without a word.
  const outcome = async (method: string) => {
    try {
      return (await ask({ method })).status;
    } catch {
      return undefined;
    }
  };
});

describe.skipIf(reason !== undefined)("who asks, and how,", () => {
  const upstream = new Upstream("a");
  let proxy: Part;
  const [nobody, outer] = ["127.0.0.3", "127.0.0.7"];
  beforeAll(async () => void (proxy = await startProxy([upstream.url], ["127.0.0.7", "127.0.0.8/29"])));
  afterAll(() => Promise.all([proxy.close(), upstream.go()]));

  /** What reaches a machine of a request from this address. */
  async function reaching(localAddress: string, headers: Record<string, string | string[]> = {}) {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${proxy.url}/headers`, { localAddress, headers }, resolve).on("error", reject);
    });
    return (await json(response)) as Record<string, string>;
  }

  const claims = {
    "X-Forwarded-For": ["192.0.2.1", "192.0.2.2, 127.0.0.1"],
    "x-forwarded-proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-FORWARDED-PORT": "443",
    Forwarded: "for=192.0.2.1;proto=https",
    "X-Real-IP": "192.0.2.1",
    "Fly-Client-IP": "192.0.2.1",
    "X-Potato-Machine": "e30.forged",
  };

  test("is what the proxy sees, whatever the request says of it", async () => {
    const plain = await reaching(nobody);
    expect(plain).toMatchObject({ "x-forwarded-for": nobody, "x-forwarded-proto": "http" });
    expect(await reaching(nobody, claims)).toEqual(plain);
    expect(await reaching("127.0.0.4", claims)).toMatchObject({ "x-forwarded-for": "127.0.0.4" });
  });

  test("is what a trusted proxy before it says, whose own address is added", async () => {
    for (const address of [outer, "127.0.0.9"])
      expect(await reaching(address, claims)).toMatchObject({
        "x-forwarded-for": `192.0.2.1, 192.0.2.2, 127.0.0.1, ${address}`,
        "x-forwarded-proto": "https",
      });
    expect(await reaching(outer)).toMatchObject({ "x-forwarded-for": outer, "x-forwarded-proto": "http" });
  });

  test("is nothing that a trusted proxy passes on of itself: no machine's mark", async () => {
    const names = Object.keys(await reaching(outer, claims));
    for (const name of ["forwarded", "x-real-ip", "fly-client-ip", "x-potato-machine"])
      expect(names).not.toContain(name);
  });
});

/** A feed of one event that then stays open. */
const feed = () =>
  new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("data: 1\n\n")) });

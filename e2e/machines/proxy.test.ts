import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { get, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";

import type { Part } from "./part";
import { missing } from "./programs/missing";
import { haproxy, startProxy } from "./proxy";

// The proxy in front of two fake machines that answer with their names and can stop at any moment.

const reason = await missing([haproxy]);
if (reason) console.error(`Skipped: ${reason}`);

class Upstream {
  isReady = true;
  /** Accepts a request, and stops before it answers. */
  isFaint = false;
  /** Drains: answers 503, but the proxy has not checked /ready since. */
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
    const replies: string[] = [];
    for (let n = 0; n < times; n++) replies.push((await (await ask()).text())[0]!);
    return replies.sort().join("");
  };
  const untilHeard = async (times: string) => {
    while ((await names(times.length)) !== times);
  };

  test("distributes requests round robin", async () => expect(await names(6)).toBe("aaabbb"));

  test("distributes sockets round robin", async () => {
    const sockets = Array.from({ length: 4 }, () => new WebSocket(`${proxy.url.replace("http", "ws")}/ws`));
    const replies = sockets.map(
      (socket) => new Promise((resolve) => socket.addEventListener("message", resolve)),
    );
    const said = ((await Promise.all(replies)) as MessageEvent[]).map(({ data }) => String(data));
    expect(said.sort().join("")).toBe("aabb");
    for (const socket of sockets) socket.close();
  });

  test("forwards each event of a feed at once", async () => {
    const { body } = await fetch(`${proxy.url}/feed`);
    const reader = body!.getReader();
    // The feed has sent this event, and sends no more.
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
    await reader.cancel();
  });

  test("skips a stopped machine from the next request on, and uses it again when it is back", async () => {
    await a.go();
    expect(await names(20)).toBe("b".repeat(20));
    a.comeBack();
    await untilHeard("ab");
  });

  test("skips a machine that is not ready", async () => {
    a.isReady = false;
    await untilHeard("bbbb");
    a.isReady = true;
    await untilHeard("ab");
  });

  test("retries on another machine if one stops before it answers", async () => {
    a.isFaint = true;
    expect(await names(2)).toBe("bb");
    a.isFaint = false;
    a.comeBack();
    await untilHeard("ab");
  });

  test("retries on another machine if one drains, for sockets, too", async () => {
    a.isGoing = true;
    expect(await names(4)).toBe("bbbb");
    const sockets = Array.from({ length: 4 }, () => new WebSocket(`${proxy.url.replace("http", "ws")}/ws`));
    const replies = sockets.map(
      (socket) => new Promise<MessageEvent>((resolve) => socket.addEventListener("message", resolve)),
    );
    expect((await Promise.all(replies)).map(({ data }) => String(data))).toEqual(["b", "b", "b", "b"]);
    for (const socket of sockets) socket.close();
    a.isGoing = false;
    await untilHeard("ab");
  });

  test("does not repeat a request that may have taken effect", async () => {
    a.isFaint = true;
    const before = a.asked + b.asked;
    const answers = [await outcome("POST"), await outcome("POST")];
    // It does not matter which machine is next: one of the requests gets an answer, the other none.
    expect(answers.filter((answer) => answer === 200)).toHaveLength(1);
    expect(a.asked + b.asked - before).toBe(2);
    a.isFaint = false;
    a.comeBack();
    await untilHeard("ab");
  });

  // If the connection to the machine was reused, the proxy closes ours without a response.
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

  /** The headers that a machine receives for a request from this address. */
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

  test("is the address of the connection, whatever the headers say", async () => {
    const plain = await reaching(nobody);
    expect(plain).toMatchObject({ "x-forwarded-for": nobody, "x-forwarded-proto": "http" });
    expect(await reaching(nobody, claims)).toEqual(plain);
    expect(await reaching("127.0.0.4", claims)).toMatchObject({ "x-forwarded-for": "127.0.0.4" });
  });

  test("is taken from a trusted proxy in front of it, whose own address is appended", async () => {
    for (const address of [outer, "127.0.0.9"])
      expect(await reaching(address, claims)).toMatchObject({
        "x-forwarded-for": `192.0.2.1, 192.0.2.2, 127.0.0.1, ${address}`,
        "x-forwarded-proto": "https",
      });
    expect(await reaching(outer)).toMatchObject({ "x-forwarded-for": outer, "x-forwarded-proto": "http" });
  });

  test("does not include the mark of a machine, even from a trusted proxy", async () => {
    const names = Object.keys(await reaching(outer, claims));
    for (const name of ["forwarded", "x-real-ip", "fly-client-ip", "x-potato-machine"])
      expect(names).not.toContain(name);
  });
});

/** A feed of one event that then stays open. */
const feed = () =>
  new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode("data: 1\n\n")) });

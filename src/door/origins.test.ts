import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { connect } from "node:net";

import { call, type Guest, guests, house, Line, openHouse, within } from "../testing/people/guests";

const host = () => new URL(house.url).host;
const port = () => new URL(house.url).port;

/** The status of a raw request: a browser would not send most of these. */
function status(method: string, path: string, headers: Record<string, string | undefined>): Promise<number> {
  const lines = Object.entries({ Host: host(), "Content-Length": "0", ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}`,
  );
  const answered = new Promise<number>((resolve, reject) => {
    const socket = connect(Number(port()), "127.0.0.1", () =>
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`),
    );
    socket.once("data", (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3}) /.exec(data.toString("latin1"))?.[1]));
      socket.destroy();
    });
    socket.once("error", reject);
  });
  return within(2000, answered);
}

const upgrade = (headers: Record<string, string | undefined>) =>
  status("GET", "/ws", {
    "Content-Length": undefined,
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  });
const signOut = (headers: Record<string, string | undefined>) =>
  status("DELETE", "/api/sessions/current", headers);

type Case = [what: string, origin: () => string | undefined, isGood: boolean];

async function judge(
  origin: string | undefined,
  isGood: boolean,
  more: Record<string, string> = {},
): Promise<void> {
  // Sent without a token: a request that passes gets a 401.
  expect([origin, await signOut({ Origin: origin, ...more })]).toEqual([origin, isGood ? 401 : 403]);
  expect([origin, await upgrade({ Origin: origin, ...more })]).toEqual([origin, isGood ? 101 : 403]);
}

describe("where ORIGINS is not set, an origin", () => {
  beforeAll(() => openHouse());
  afterAll(() => house.close());

  const cases: Case[] = [
    ["that is absent (not a browser) passes", () => undefined, true],
    ["that is this host by http passes", () => `http://${host()}`, true],
    ["that is this host by https (a proxy in front) passes", () => `https://${host()}`, true],
    ["of another host is foreign", () => "https://evil.example", false],
    ["of null is foreign", () => "null", false],
    ["of nothing is foreign", () => "", false],
    ["with a slash at its end is foreign", () => `http://${host()}/`, false],
    ["with its scheme in capitals is foreign", () => `HTTP://${host()}`, false],
    ["with a longer host is foreign", () => `http://${host()}.evil.example`, false],
    ["with a longer port is foreign", () => `http://${host()}0`, false],
    ["with this host in front of another is foreign", () => `http://${host()}@evil.example`, false],
    ["with this host behind another is foreign", () => `http://evil.example#${host()}`, false],
    ["with this host as its path is foreign", () => `http://evil.example/http://${host()}`, false],
    ["without the port is foreign", () => "http://127.0.0.1", false],
    ["of another port is foreign", () => "http://127.0.0.1:1", false],
    ["of another name for this machine is foreign", () => `http://localhost:${port()}`, false],
    ["of another scheme is foreign", () => `ws://${host()}`, false],
    ["that is two is foreign", () => `http://${host()} http://${host()}`, false],
    ["that is a list is foreign", () => `http://${host()}, https://evil.example`, false],
    ["that cannot be parsed is foreign", () => "http://[::1", false],
    ["of a file is foreign", () => "file://", false],
    ["of an extension is foreign", () => "chrome-extension://abcdefgh", false],
  ];
  test.each(cases)("%s", (_what, origin, isGood) => judge(origin(), isGood));

  test("in capitals is foreign, and so is one that only the Host makes its own", async () => {
    const Host = `localhost:${port()}`;
    await judge(`http://localhost:${port()}`, true, { Host });
    await judge(`http://LOCALHOST:${port()}`, false, { Host });
    await judge("https://evil.example", false, {
      Host,
      "X-Forwarded-Host": "evil.example",
      Referer: "https://evil.example/",
    });
  });

  test("that is foreign stops every method that changes something, before anything else is looked at", async () => {
    const Origin = "https://evil.example";
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      for (const path of [
        "/api/users",
        "/api/sessions/refresh",
        "/api/me",
        "/api/rooms/x/messages",
        "/nowhere",
      ]) {
        expect([method, path, await status(method, path, { Origin })]).toEqual([method, path, 403]);
      }
    }
  });

  test("that is foreign is answered as any refusal is, and lets no other site read anything", async () => {
    const { body, headers } = await call("POST", "/api/users", {}, { origin: "https://evil.example" });
    expect(body).toEqual({ type: "about:blank", title: "Forbidden", status: 403, code: "forbidden" });
    const read = await call("GET", "/health", undefined, { origin: "https://evil.example" });
    expect(read.status).toBe(200);
    const preflight = await call("OPTIONS", "/api/users", undefined, {
      origin: "https://evil.example",
      "access-control-request-method": "POST",
    });
    for (const one of [headers, read.headers, preflight.headers]) {
      expect([...one.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });
});

describe("where PUBLIC_URL is set, an origin", () => {
  beforeAll(() => openHouse({ PUBLIC_URL: "https://chat.example" }));
  afterAll(() => house.close());

  const cases: Case[] = [
    ["that it names passes, whatever the proxy calls us", () => "https://chat.example", true],
    ["that is this host passes", () => `http://${host()}`, true],
    ["of another scheme is foreign", () => "http://chat.example", false],
    ["below it is foreign", () => "https://evil.chat.example", false],
    ["of nothing is foreign", () => "", false],
    ["of null is foreign", () => "null", false],
  ];
  test.each(cases)("%s", (_what, origin, isGood) => judge(origin(), isGood));
});

describe("where ORIGINS is set, an origin", () => {
  beforeAll(() => openHouse({ ORIGINS: "https://chat.example, http://localhost:5173" }));
  afterAll(() => house.close());

  const cases: Case[] = [
    ["that is absent passes", () => undefined, true],
    ["that is the first in it passes", () => "https://chat.example", true],
    ["that is the second in it passes", () => "http://localhost:5173", true],
    ["that is this host, but not in it, is foreign", () => `http://${host()}`, false],
    ["of another scheme is foreign", () => "http://chat.example", false],
    ["with the usual port written out is foreign", () => "https://chat.example:443", false],
    ["with a slash at its end is foreign", () => "https://chat.example/", false],
    ["in capitals is foreign", () => "https://Chat.example", false],
    ["with a dot at its end is foreign", () => "https://chat.example.", false],
    ["below it is foreign", () => "https://evil.chat.example", false],
    ["with a longer end is foreign", () => "https://chat.example.evil", false],
    ["with a longer start is foreign", () => "https://evilchat.example", false],
    ["that is the list itself is foreign", () => "https://chat.example, http://localhost:5173", false],
    ["of null is foreign", () => "null", false],
  ];
  test.each(cases)("%s", (_what, origin, isGood) => judge(origin(), isGood));
});

describe("the upgrade", () => {
  let ann: Guest;
  const lines: Line[] = [];
  beforeAll(async () => {
    await openHouse();
    [ann] = await guests(1);
  });
  afterEach(() => lines.splice(0).forEach((line) => line.close()));
  afterAll(() => house.close());

  test("works from our own page, and the socket behind it too", async () => {
    const line = await Line.open({ headers: { origin: house.url } });
    lines.push(line);
    line.say({ type: "hello", token: ann.token });
    expect((await line.hears("welcome")).userId).toBe(ann.id);
  });

  test("is asked for in any case", async () => {
    for (const Upgrade of ["WebSocket", "WEBSOCKET", "websocket"])
      expect(await upgrade({ Upgrade })).toBe(101);
  });

  test("is not asked for by a plain request: that is invalid, and without Upgrade nothing opens", async () => {
    const { status: answered, body } = await call("GET", "/ws");
    expect([answered, body.code]).toEqual([422, "invalid"]);
    expect(await upgrade({ Upgrade: "h2c" })).toBe(422);
  });

  test("confirms our subprotocol where it is offered, and needs none", async () => {
    for (const [protocols, chosen] of [
      [["potato.v1"], "potato.v1"],
      [["other", "potato.v1"], "potato.v1"],
      [[], ""],
    ] as const) {
      const line = await Line.open({ protocols: [...protocols] });
      lines.push(line);
      expect(line.ws.protocol).toBe(chosen);
    }
  });

  test("takes no token from its URL or headers: the first frame must be a hello", async () => {
    const headers = { authorization: `Bearer ${ann.token}`, cookie: `potato=${ann.refreshToken}` };
    const line = await Line.open({ headers });
    line.say({ type: "ping" });
    expect(await within(1000, line.closed)).toBe(4401);
    expect(line.received).toEqual([]);
  });
});

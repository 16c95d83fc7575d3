import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { within } from "./testing/people/guests";

// A server as it runs for people, at its most talkative: all that it says in a day's life, read to the last line.

type Line = { level: number; time: string; msg: string; [field: string]: unknown };
type Answer = { status: number; requestId: string | null; cookie?: string; body: any };

const secrets = {
  password: "pw-Kz83-first",
  nextPassword: "pw-Qm51-second",
  wrongPassword: "pw-Xv29-wrong",
  text: "a text that is ours alone Jq77",
  lostText: "a text that could not be kept Wn40",
  lostNickname: "놓친 별명 Rt6",
  nonsense: "nonsense-Ly18",
};
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const tokens = new Set<string>();
const answers: Answer[] = [];
const dir = mkdtempSync(join(tmpdir(), "potato-log-"));
let output = "";
let complained = "";
let lines: Line[] = [];
let url = "";

beforeAll(live);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function live(): Promise<void> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    DATA_DIR: dir,
    PORT: "0",
    LOG_LEVEL: "trace",
    LIMITS: "off",
  };
  const server = Bun.spawn([process.execPath, "src/main.ts"], {
    cwd: `${import.meta.dir}/..`,
    env,
    stdout: "pipe",
    stderr: "pipe",
  });
  const complaints = new Response(server.stderr).text();
  const whole = listen(server.stdout);
  url = await within(5000, whole.url);
  try {
    await aDay();
    await aBadDay();
  } finally {
    server.kill("SIGTERM");
    await within(8000, server.exited);
  }
  output = await whole.end;
  complained = await complaints;
  lines = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The address as soon as it is said, and everything once the server is gone. */
function listen(stream: ReadableStream<Uint8Array>): { url: Promise<string>; end: Promise<string> } {
  const { promise, resolve } = Promise.withResolvers<string>();
  const read = async () => {
    const decoder = new TextDecoder();
    let printed = "";
    for await (const part of stream) {
      printed += decoder.decode(part, { stream: true });
      const address = /"url":"([^"]+)"/.exec(printed)?.[1];
      if (address) resolve(address);
    }
    return printed;
  };
  return { url: promise, end: read() };
}

async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const json = { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
  const response = await fetch(url + path, { method, headers, ...(body !== undefined && json) });
  const text = await response.text();
  const cookies = response.headers.getSetCookie().map((one) => one.split(/[=;]/)[1]);
  const answer: Answer = {
    ...statusOf(response),
    cookie: cookies[0],
    body: text.startsWith("{") ? JSON.parse(text) : {},
  };
  answers.push(answer);
  for (const token of [answer.body.accessToken, answer.body.refreshToken, ...cookies])
    if (token) tokens.add(token);
  return answer;
}
const statusOf = ({ status, headers }: Response) => ({ status, requestId: headers.get("x-request-id") });
const post = (path: string, body: unknown, headers?: Record<string, string>) =>
  ask("POST", path, body, headers);

async function signUp(username: string, nickname: string) {
  const { body, status } = await post("/api/users", {
    username,
    nickname,
    password: secrets.password,
    client: "app",
  });
  const token = { authorization: `Bearer ${body.accessToken}` };
  return { ...body, status, token };
}
const room = async (token: Record<string, string>): Promise<string> =>
  (await post("/api/rooms", { kind: "group", title: "기록", memberIds: [] }, token)).body.room.id;

/** What people do. */
async function aDay(): Promise<void> {
  const { password, nextPassword, wrongPassword, text, nonsense } = secrets;
  const username = "ann.logs";
  const { token, accessToken, refreshToken } = await signUp(username, "앤 로그");
  expect((await signUp(username, "앤")).status).toBe(422);
  const { cookie } = await post("/api/sessions", { username, password, device: "부엌" });
  await post("/api/sessions/refresh", {}, { cookie: `potato=${cookie}` });
  await post("/api/sessions/refresh", { refreshToken });
  await post("/api/sessions", { username, password: wrongPassword });
  await post("/api/sessions", { username: nonsense, password: [wrongPassword] });
  await post("/api/sessions", wrongPassword, { "content-type": "text/plain" });
  await ask("PUT", "/api/me/password", { current: wrongPassword, next: nextPassword }, token);
  await ask("PUT", "/api/me/password", { current: password, next: nextPassword }, token);
  const roomId = await room(token);
  expect((await post(`/api/rooms/${roomId}/messages`, { clientId: "by-rest-1", text }, token)).status).toBe(
    201,
  );
  await post(`/api/rooms/${roomId}/messages`, { clientId: "by-rest-2", text: { text } }, token);
  await overSocket(accessToken, { type: "message.send", roomId, clientId: "by-socket", text });
  await ask("GET", `/api/users?q=${nonsense}&token=${accessToken}`, undefined, token);
  const headers = {
    authorization: `Bearer ${nonsense}`,
    cookie: `potato=${nonsense}`,
    "x-request-id": "the-callers-own",
  };
  await ask("GET", "/nowhere", undefined, headers);
}

/** What can go wrong: stores that fail, and people who would write our log for us. */
async function aBadDay(): Promise<void> {
  const { lostNickname, lostText: text } = secrets;
  const { token, accessToken } = await signUp("bob.logs", "밥 로그");
  const roomId = await room(token);
  breakDown(
    "accounts",
    "CREATE TRIGGER broken BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'the store is broken'); END",
  );
  expect((await signUp("carol.logs", lostNickname)).status).toBe(500);
  breakDown("history", "ALTER TABLE messages RENAME COLUMN client_id TO broken");
  expect((await post(`/api/rooms/${roomId}/messages`, { clientId: "too-late-1", text }, token)).status).toBe(
    503,
  );
  await overSocket(accessToken, { type: "message.send", roomId, clientId: "too-late-2", text });
  const forged = '{"level":30,"msg":"forged"}';
  for (const path of [
    `/x%0d%0a${encodeURIComponent(forged)}`,
    `/x%0A${encodeURI(forged)}`,
    "/\u2028forged",
  ]) {
    await ask("GET", path, undefined, { "x-request-id": forged });
  }
  const end = "HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
  await byHand(`GET /x ${end}X-Request-Id: abcdefgh\n${forged}\r\n\r\n`);
  await byHand(`GET /x\n${forged} ${end}\r\n`);
  await byHand(`GET /"},{"msg":"forged" ${end}\r\n`);
  await byHand(`GET /\x1b[2Jforged ${end}\r\n`);
}

function breakDown(store: string, how: string): void {
  const file = new Database(join(dir, `${store}.sqlite`));
  file.run(how);
  file.close();
}

/** Says one frame as someone signed in, and waits for what comes of it. */
async function overSocket(token: string, frame: object): Promise<void> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
  const answered = new Promise<void>((resolve) => {
    socket.addEventListener("message", ({ data }) => {
      const { type } = JSON.parse(String(data));
      if (type === "welcome") socket.send(JSON.stringify(frame));
      else if (/^(message\.sent|refused)$/.test(type)) resolve();
    });
  });
  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", token })));
  await within(2000, answered);
  socket.close();
}

function byHand(request: string): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () => socket.write(request));
    socket.on("data", () => undefined);
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
  });
  return within(2000, gone);
}

test("every line is one JSON object with a level, a time and what happened; nothing goes to stderr", () => {
  expect(lines.length).toBeGreaterThan(answers.length);
  for (const line of lines) {
    expect([typeof line.level, typeof line.msg]).toEqual(["number", "string"]);
    expect(new Date(line.time).toISOString()).toBe(line.time);
  }
  expect(complained).toBe("");
});

test("every request has its line, found by the id that its answer carries", () => {
  for (const { requestId, status } of answers) {
    const own = lines.filter((line) => line["requestId"] === requestId && line.msg === "request");
    expect(own.map((line) => [line["status"], typeof line["ms"]])).toEqual([[status, "number"]]);
    expect(own[0]?.["path"]).toStartWith("/");
  }
  expect(lines).toContainEqual(
    expect.objectContaining({ requestId: "the-callers-own", status: 404, path: "/nowhere" }),
  );
});

test("what a socket has to do with is found by the id of the request that opened it", () => {
  const opened = lines.filter(({ path }) => path === "/ws").map((line) => line["requestId"]);
  const of = (msg: string) => lines.filter((line) => line.msg === msg);
  expect(of("a socket closed").map((line) => line["requestId"])).toEqual(opened);
  const [refused] = of("a frame was refused");
  expect(refused).toMatchObject({ requestId: opened[1], frame: "message.send", code: "overloaded" });
  const [, closed] = of("a socket closed");
  for (const line of [refused, closed]) expect(line!["userId"]).toMatch(ID);
  expect(refused!["roomId"]).toMatch(ID);
});

test("no line holds a password, a token, a cookie or a message's text", () => {
  expect(tokens.size).toBeGreaterThan(6);
  for (const secret of [...Object.values(secrets), ...tokens]) expect(output).not.toContain(secret);
});

test("what failed is said, without what was to be stored", () => {
  const failures = lines.filter(({ level }) => level === 50);
  expect(failures.map(({ msg }) => msg)).toEqual([
    "a request failed",
    "messages could not be stored",
    "messages could not be stored",
  ]);
  const gone = "no such column: client_id";
  expect(failures.map(({ err }) => (err as Error).message)).toEqual(["the store is broken", gone, gone]);
  expect(output).not.toMatch(/argon2|params/);
});

test("nobody can write a line of ours", () => {
  const failed = [
    "a request failed",
    "messages could not be stored",
    "messages stay in the journal",
    "a reader of what is stored failed",
  ];
  const ours = new Set(["listening", "request", "a frame was refused", "a socket closed", ...failed]);
  expect(lines.filter(({ msg }) => !ours.has(msg))).toEqual([]);
  // Nor send a terminal its commands.
  expect(output.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { mustRefuse } from "../testing/fixtures/refusals";
import { call, type Guest, guests, house, openHouse } from "../testing/people/guests";

let ann: Guest;
let bob: Guest;
const open = async (env: Record<string, string> = {}) => {
  await openHouse(env);
  [ann, bob] = await guests(2);
};

describe("a refusal", () => {
  beforeAll(() => open());
  afterAll(() => house.close());

  test.each([
    ["invalid", 422, "Invalid", () => ann.call("PATCH", "/api/me", { nickname: "x" })],
    ["unauthenticated", 401, "Unauthenticated", () => call("GET", "/api/me")],
    ["forbidden", 403, "Forbidden", () => call("POST", "/api/users", {}, { origin: "null" })],
    ["not-found", 404, "Not found", () => ann.call("GET", "/api/rooms/nowhere")],
    ["method-not-allowed", 405, "Method not allowed", () => ann.call("PUT", "/api/me")],
    ["conflict", 409, "Conflict", () => ann.call("PATCH", "/api/me", { nickname: bob.user.nickname })],
    ["too-large", 413, "Too large", () => ann.call("PATCH", "/api/me", { intro: "x".repeat(300_000) })],
    ["unsupported-media", 415, "Unsupported media", () => unsupported()],
  ])(
    "by %s is %d, says so by code and title, and says no more than it must",
    async (code, status, title, ask) => {
      mustRefuse(await ask(), { code, status, title });
    },
  );

  async function unsupported() {
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "text/plain" };
    const response = await fetch(`${house.url}/api/me`, { method: "PATCH", body: "x", headers });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  test("names each field that was wrong once, in words for people", async () => {
    const { body } = await call("POST", "/api/users", {
      username: "x",
      password: "short",
      nickname: "\u200B",
    });
    expect(body.errors.map(({ path }: { path: string }) => path).toSorted()).toEqual([
      "nickname",
      "password",
      "username",
    ]);
    for (const { message } of body.errors) expect(message).toMatch(/^\d+ to \d+ /);
    const nothing = await call("POST", "/api/users", {});
    expect(nothing.body.errors).toHaveLength(3);
  });

  test("keeps the caller's request id where it is plainly one, and gives its own where it is not", async () => {
    const idFor = async (given: string) =>
      (await call("GET", "/nowhere", undefined, { "x-request-id": given })).headers.get("x-request-id");
    expect(await idFor("from-the-proxy_1")).toBe("from-the-proxy_1");
    for (const given of ["short", "x".repeat(65), "<script>alert(1)</script>", "with blanks in it", ""]) {
      expect(await idFor(given)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });
});

describe("every answer", () => {
  const always = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  };
  const answers = (): Record<number, () => Promise<{ status: number; headers: Headers }>> => ({
    200: () => ann.call("GET", "/api/me"),
    201: () => ann.call("POST", "/api/rooms", { kind: "direct", userId: bob.id }),
    204: () => ann.call("DELETE", `/api/friends/${bob.id}`),
    401: () => call("GET", "/api/me"),
    403: () => call("POST", "/api/me", {}, { origin: "null" }),
    404: () => call("GET", "/nowhere"),
    405: () => call("DELETE", "/health"),
    422: () => call("POST", "/api/users", {}),
  });
  const hsts = (headers: Headers) => headers.get("strict-transport-security");

  describe("by http", () => {
    beforeAll(() => open());
    afterAll(() => house.close());

    test("carries the headers that keep a browser from harm", async () => {
      for (const [status, ask] of Object.entries(answers())) {
        const { status: answered, headers } = await ask();
        expect(answered).toBe(Number(status));
        expect(Object.fromEntries(headers)).toMatchObject(always);
        const policy = headers.get("content-security-policy") ?? "";
        for (const part of [
          "default-src 'self'",
          "object-src 'none'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
        ]) {
          expect(policy.split("; ")).toContain(part);
        }
        expect(policy).not.toMatch(/unsafe|\*|https?:/);
        expect(hsts(headers)).toBeNull();
        expect(headers.get("server") ?? headers.get("x-powered-by")).toBeNull();
      }
    });

    test("of the documents does too, and Swagger's page has nothing inline", async () => {
      for (const path of [
        "/swagger",
        "/swagger/json",
        "/asyncapi",
        "/swagger/swagger-ui-bundle.js",
        "/swagger/swagger-ui.css",
      ]) {
        const { status, headers, body } = await call("GET", path);
        expect(status).toBe(200);
        expect(Object.fromEntries(headers)).toMatchObject(always);
        if (path === "/swagger") expect(body).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|https?:\/\//);
      }
    });
  });

  describe("by https", () => {
    afterAll(() => house.close());

    test("tells the browser to stay with it", async () => {
      await open({ PUBLIC_URL: "https://potato.example" });
      for (const ask of Object.values(answers()))
        expect(hsts((await ask()).headers)).toBe("max-age=31536000");
      await house.close();
    });

    test("is known by a trusted proxy's word, and by no other", async () => {
      await open({ TRUST_PROXY: "127.0.0.1" });
      const by = async (proto: string) =>
        hsts((await call("GET", "/health", undefined, { "x-forwarded-proto": proto })).headers);
      expect([await by("https"), await by("http")]).toEqual(["max-age=31536000", null]);
    });
  });
});

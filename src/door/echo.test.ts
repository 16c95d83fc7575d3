import { afterAll, beforeAll, expect, test } from "bun:test";

import { call, guests, house, openHouse } from "../testing/people/guests";

// Puts a mark into every part of a request; no refusal may echo it, in headers or body.

const marker = "Mq7zK9wXj4";
let token: { authorization: string };

type Schema = { $ref?: string; anyOf?: Schema[]; properties?: Record<string, unknown> };
type Route = { method: string; path: string; fields: string[]; queries: string[] };
const routes: Route[] = [];

beforeAll(async () => {
  await openHouse();
  const [ann] = await guests(1);
  token = { authorization: `Bearer ${ann.token}` };
  const { paths, components } = (await call("GET", "/swagger/json")).body;
  const fieldsOf = ({ $ref, anyOf, properties }: Schema): string[] => {
    if ($ref) return fieldsOf(components.schemas[$ref.split("/").at(-1) ?? ""]);
    return [...Object.keys(properties ?? {}), ...(anyOf ?? []).flatMap(fieldsOf)];
  };
  for (const [path, methods] of Object.entries<Record<string, any>>(paths)) {
    for (const [method, { requestBody, parameters = [] }] of Object.entries(methods)) {
      const fields = [...new Set(fieldsOf(requestBody?.content["application/json"]?.schema ?? {}))];
      const queries = parameters
        .filter((one: { in: string }) => one.in === "query")
        .map(({ name }: { name: string }) => name);
      routes.push({
        method: method.toUpperCase(),
        path: path.replaceAll(/\{\w+\}/g, marker),
        fields,
        queries,
      });
    }
  }
  expect(routes.length).toBeGreaterThan(30);
});

afterAll(() => house.close());

const values = [
  marker,
  marker.repeat(2000),
  `${marker}\0`,
  `${marker}\u202E`,
  [marker],
  { [marker]: marker },
  [[{ [marker]: [marker] }]],
];

/** The whole response: status, headers and body. */
async function answerTo(path: string, init: RequestInit): Promise<{ status: number; answerText: string }> {
  const response = await fetch(house.url + path, init);
  if (!response.headers.get("content-type")?.includes("json")) await response.body?.cancel();
  return {
    status: response.status,
    answerText: JSON.stringify([...response.headers]) + (response.bodyUsed ? "" : await response.text()),
  };
}
const expectSilence = ({ status, answerText }: { status: number; answerText: string }, what: string) => {
  if (status >= 400) expect([what, answerText]).toEqual([what, expect.not.stringContaining(marker)]);
  expect([what, status]).not.toEqual([what, 500]);
  return status >= 400;
};

test("no refusal repeats any field of a body, whether or not one may ask", async () => {
  let refused = 0;
  for (const { method, path, fields } of routes.filter((route) => route.fields.length > 0)) {
    const all = Object.fromEntries(fields.map((name) => [name, marker]));
    const bodies = [...fields, marker].flatMap((field) =>
      values.map((value) => JSON.stringify({ ...all, [field]: value })),
    );
    const ask = async (body: string) => {
      const answer = await answerTo(path, {
        method,
        body,
        headers: { "content-type": "application/json", ...token },
      });
      if (expectSilence(answer, `${method} ${path} ${body.slice(0, 80)}`)) refused++;
    };
    await Promise.all([...bodies, `"${marker}"`, `[${marker}`, `{"${marker}"`].map(ask));
  }
  expect(refused).toBeGreaterThan(200);
});

test("no refusal repeats a query, a path or a header", async () => {
  for (const { method, path, queries } of routes) {
    for (const query of [...queries, marker]) {
      // Signing out everywhere would end the test's own session.
      for (const headers of `${method} ${path}` === "DELETE /api/sessions" ? [{}] : [token, {}]) {
        expectSilence(
          await answerTo(`${path}?${query}=${marker}%00&${query}=${marker}`, { method, headers }),
          `${method} ${path}?${query}`,
        );
      }
    }
    const headers = {
      authorization: `Bearer ${marker}`,
      cookie: `potato=${marker}`,
      origin: `http://${marker}`,
      "content-type": marker,
    };
    expect(
      expectSilence(await answerTo(path, { method, headers: { ...headers, "last-event-id": marker } }), path),
    ).toBe(!/^\/(health|ready|api\/users\/availability)$/.test(path));
  }
  for (const path of [`/${marker}`, `/api/${marker}?${marker}`, `/api/users/${marker}/${marker}`]) {
    expect(expectSilence(await answerTo(path, { headers: token }), path)).toBe(true);
  }
});

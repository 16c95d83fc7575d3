import { expect } from "bun:test";

// For tests: what every refusal looks like.

type Body = { detail?: string; errors?: unknown[] };
type Answer = { status: number; headers: Headers; body: Body };
type Expected = { code: string; status: number; title: string };

/** It says so by code and title, and says no more than it must. */
export function mustRefuse({ status, headers, body }: Answer, expected: Expected): void {
  expect(status).toBe(expected.status);
  expect(headers.get("content-type")).toBe("application/problem+json");
  const { detail, errors, ...rest } = body;
  expect(rest).toEqual({ type: "about:blank", ...expected });
  if (detail !== undefined) expect(detail).toMatch(/^[A-Z][\w ,'-]+\.$/);
  for (const one of errors ?? [])
    expect(one).toEqual({ path: expect.any(String), message: expect.any(String) });
  expect(JSON.stringify(body)).not.toMatch(/sqlite|select|insert|trigger|error:|\.ts\b|node_modules|\bat /i);
  expect(headers.get("retry-after")).toEqual(status === 503 ? expect.stringMatching(/^[1-9]\d*$/) : null);
  expect(headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
  expect(headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
}

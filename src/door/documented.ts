import type { Code } from "../protocol/problem";

import { statusOf } from "../errors";
import { Problem } from "../protocol/problem";

type Status<Name extends Code> = (typeof statusOf)[Name];

/** The refusals a route can answer with, for its `response`: what Swagger shows and the typed client knows. */
export function refusals<const Names extends Code[]>(...codes: Names) {
  const answers = codes.map((code) => [statusOf[code], { ...Problem, description: describe(code) }]);
  return Object.fromEntries(answers) as { [Name in Names[number] as Status<Name>]: typeof Problem };
}

const words: Partial<Record<Code, string>> = {
  invalid: "A field is missing or not as described",
  unauthenticated: "No token, or it no longer counts",
  forbidden: "Not yours to do",
  "not-found": "Does not exist, or not for you",
  conflict: "Does not fit with what is there",
  "rate-limited": "Too often; Retry-After says when",
  overloaded: "Too busy; Retry-After says when",
  "too-large": "The body is too large",
  "unsupported-media": "Bodies are JSON",
};

const describe = (code: Code) => words[code] ?? code;

/** What nearly every route of a kind can answer with. */
export const onList = ["unauthenticated", "rate-limited", "invalid"] as const;
export const onItem = ["unauthenticated", "rate-limited", "not-found", "forbidden"] as const;
export const onBody = [...onItem, "invalid", "conflict", "too-large", "unsupported-media"] as const;

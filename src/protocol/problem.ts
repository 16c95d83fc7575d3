import { Type } from "@sinclair/typebox";

import { oneOf } from "./text";

/** Every refusal, on REST, socket and feed. The HTTP status of each is in errors.ts. */
export const codes = [
  "invalid",
  "unauthenticated",
  "forbidden",
  "not-found",
  "method-not-allowed",
  "timeout",
  "conflict",
  "too-large",
  "unsupported-media",
  "rate-limited",
  "overloaded",
  "read-only",
  "internal",
] as const;

export type Code = (typeof codes)[number];

export const Code = oneOf(codes, { description: "What went wrong, for programs" });

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String({ examples: ["about:blank"] }),
    title: Type.String({ examples: ["Not found"] }),
    status: Type.Integer({ examples: [404] }),
    code: Code,
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(Type.Object({ path: Type.String(), message: Type.String() }), {
        description: "One entry a field that was refused; never its value",
      }),
    ),
  },
  { $id: "Problem" },
);

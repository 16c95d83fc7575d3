import { Type } from "@sinclair/typebox";

import { statusOf } from "../errors";
import type { Code } from "../protocol/problem";
import { Problem } from "../protocol/problem";
import { Id } from "../protocol/text";

type Status<Name extends Code> = (typeof statusOf)[Name];

/** The refusals of a route, for its `response`: Swagger and the typed client use them. */
export function refusals<const Names extends Code[]>(...codes: Names) {
  const answers = codes.map((code) => [statusOf[code], Problem]);
  return Object.fromEntries(answers) as { [Name in Names[number] as Status<Name>]: typeof Problem };
}

/** The refusals of nearly every route of a kind. */
export const onList = ["unauthenticated", "rate-limited", "invalid"] as const;
export const onItem = ["unauthenticated", "rate-limited", "not-found", "forbidden"] as const;
export const onBody = [
  ...onItem,
  "invalid",
  "conflict",
  "timeout",
  "too-large",
  "unsupported-media",
] as const;

/** Of one with a body that is about whoever asks, and names nothing that may be missing. */
export const onOwn = [
  "unauthenticated",
  "rate-limited",
  "forbidden",
  "invalid",
  "timeout",
  "too-large",
  "unsupported-media",
] as const;

/** Of one that takes a picture. */
export const onPicture = [...onOwn, "overloaded"] as const;

/** What a route changes. Accounts only change on the primary; every machine appends to history itself. */
export type Writes = "accounts" | "history" | "nothing";

/** Declares in a route's `detail` what the route writes. The API document shows it as `x-writes`. */
export const writes = (what: Writes) => ({ "x-writes": what });

/** For a route without a response body. */
export const done = { 204: Type.Void({ description: "Done" }) };

const of = (contentMediaType: string) => ({ schema: { type: "string" as const, contentMediaType } });
// A picture of this server, for trying a route out in Swagger.
const icon = { summary: "The icon of /swagger", externalValue: "/swagger/favicon-32x32.png" };

/** The body of a route that takes a picture as it is. */
export const pictureBody = {
  required: true,
  content: {
    "image/jpeg": of("image/jpeg"),
    "image/png": { ...of("image/png"), examples: { icon } },
    "image/webp": of("image/webp"),
    "image/gif": of("image/gif"),
  },
};
export const aboutPictures =
  "JPEG, PNG, WebP or GIF (the first frame of one that moves), at most 5 MB and 25 megapixels. Kept is its middle, as WebP of 320 × 320 pixels and nothing else: no EXIF, no GPS.";

const id = (description: string, example?: string) => ({
  ...Id,
  description,
  ...(example && { examples: [example] }),
});

// Path parameters, for a route's `params`. Any text is valid: the lookup decides whether it exists.
export const inRoom = Type.Object({ id: id("The room's id") });
export const messageInRoom = Type.Object({
  id: id("The room's id"),
  seq: Type.String({ description: "The message's seq", examples: ["1"] }),
});
export const reactionInRoom = Type.Object({
  ...messageInRoom.properties,
  emoji: Type.String({ description: "One emoji", examples: ["👍"] }),
});
export const member = Type.Object({ id: id("The room's id"), userId: id("The member's id, or `me`", "me") });
export const user = Type.Object({ id: id("The user's id") });
export const other = Type.Object({ userId: id("The other user's id") });
export const fileById = Type.Object({ id: id("The file's id") });
export const session = Type.Object({ id: id("The session's id, or `current`", "current") });

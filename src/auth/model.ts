import { type Static, Type } from "@sinclair/typebox";

import { Id, oneOf, Text, Time } from "../protocol/text";
import { User } from "../protocol/user";

const Password = Type.String({
  maxLength: 384,
  format: "text",
  description: "As it is now",
  examples: ["1234"],
});
// Room for four marks of 62 characters.
const DeviceToken = Type.String({
  maxLength: 400,
  description: "Of an app that has signed in here before: others' wrong guesses do not count against it",
});
const NewPassword = Text("new-password", { examples: ["hot-potato-soup"] });
const Client = Type.Optional(
  Type.Literal("app", { description: "Not a browser: the refresh token comes in the body, not in a cookie" }),
);

export const SignUp = Type.Object({
  username: Text("username", { examples: ["hashbrown"] }),
  password: NewPassword,
  nickname: Text("nickname", { examples: ["해시브라운"] }),
  client: Client,
});

const Name = (what: string, example: string) =>
  Type.Optional(
    Type.String({ maxLength: 200, description: `A ${what} that one would like`, examples: [example] }),
  );
export const AvailabilityQuery = Type.Object({
  username: Name("username", "hashbrown"),
  nickname: Name("nickname", "해시브라운"),
});
const Standing = Type.Optional(oneOf(["free", "taken", "invalid"]));
export const Availability = Type.Object({ username: Standing, nickname: Standing });

export const SignIn = Type.Object({
  username: Type.String({ maxLength: 100, format: "text", examples: ["test1"] }),
  password: Password,
  client: Client,
  device: Type.Optional(Text("device", { examples: ["부엌 태블릿"] })),
  deviceToken: Type.Optional(DeviceToken),
});

export const Refresh = Type.Object(
  { refreshToken: Type.Optional(Type.String({ maxLength: 400, description: "Where there is no cookie" })) },
  { examples: [{}] },
);

export const SignedIn = Type.Object({
  user: User,
  accessToken: Type.String({ description: "For Authorization: Bearer …" }),
  expiresAt: Time,
  refreshToken: Type.Optional(Type.String()),
  deviceToken: Type.Optional(
    Type.String({ description: "Where one signs in: to be kept, and sent when signing in again" }),
  ),
});

export type SignedIn = Static<typeof SignedIn>;

export const Sessions = Type.Object({
  sessions: Type.Array(
    Type.Object({
      id: Id,
      device: Type.String(),
      createdAt: Time,
      lastSeenAt: Time,
      current: Type.Boolean(),
    }),
  ),
});

export const NewPasswords = Type.Object({ current: Password, next: NewPassword });
export const Farewell = Type.Object({ password: Password });

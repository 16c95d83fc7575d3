import { type Static, Type } from "@sinclair/typebox";

import { Text } from "../protocol/text";
import { Friend, User } from "../protocol/user";

export const Friends = Type.Object({ friends: Type.Array(Friend) });
export const Blocks = Type.Object({ users: Type.Array(User) });
export const Befriend = Type.Object({
  favourite: Type.Optional(Type.Boolean({ examples: [true] })),
  alias: Type.Optional(Text("alias", { examples: ["막내"] })),
});
export type Befriend = Static<typeof Befriend>;

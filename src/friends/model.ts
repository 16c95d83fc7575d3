import { Type } from "@sinclair/typebox";

import { Friend, User } from "../protocol/user";

export const Friends = Type.Object({ friends: Type.Array(Friend) });
export const Blocks = Type.Object({ users: Type.Array(User) });
export const Befriend = Type.Object({ favourite: Type.Optional(Type.Boolean({ examples: [true] })) });

import { Type } from "@sinclair/typebox";

import { Member, Role } from "../../protocol/room";
import { Id } from "../../protocol/text";

export const Members = Type.Object({
  members: Type.Array(Member),
  cursor: Type.Union([Type.String(), Type.Null()]),
});
export const Put = Type.Object({ role: Type.Optional(Role) });
export const Invite = Type.Object({ userIds: Type.Array(Id, { maxItems: 500 }) });

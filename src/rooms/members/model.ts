import { type Static, Type } from "@sinclair/typebox";

import { Member, Role } from "../../protocol/room";
import { Id } from "../../protocol/text";
import { CursorQuery } from "../model";

export const MembersQuery = Type.Object({
  q: Type.Optional(
    Type.String({
      maxLength: 100,
      description: "Part of a name, or initial consonants (ㄱㅁㅅ)",
      examples: ["ㄱㅈ"],
    }),
  ),
  ...CursorQuery.properties,
});
export type MembersQuery = Static<typeof MembersQuery>;

export const Members = Type.Object({
  members: Type.Array(Member),
  cursor: Type.Union([Type.String(), Type.Null()]),
});
export const Put = Type.Object({ role: Type.Optional(Role) });
export const Invite = Type.Object({ userIds: Type.Array(Id, { maxItems: 500 }) });

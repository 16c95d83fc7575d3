import { type Static, Type } from "@sinclair/typebox";

import { Notify, NotifyUntil, Room, Title, Topic, Visibility } from "../protocol/room";
import { Id, wholeNumber } from "../protocol/text";

export const CursorQuery = Type.Object({
  cursor: Type.Optional(
    Type.String({
      maxLength: 100,
      description: "From the answer before",
      examples: ["1795420800000_0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b"],
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 100, { examples: ["50"] })),
});

export const Rooms = Type.Object({
  rooms: Type.Array(Room),
  cursor: Type.Union([Type.String(), Type.Null()]),
});
export const OneRoom = Type.Object({ room: Room });

const Direct = Type.Object({ kind: Type.Literal("direct"), userId: Id });
const Group = Type.Object({
  kind: Type.Literal("group"),
  title: Title,
  memberIds: Type.Array(Id, { maxItems: 500 }),
  visibility: Type.Optional(Visibility),
});

export const NewRoom = Type.Union([Group, Direct], {
  examples: [{ kind: "group", title: "점심 뭐 먹지", memberIds: [] }],
});

export const RoomSettings = Type.Object({
  title: Type.Optional(Title),
  topic: Type.Optional(Topic),
  visibility: Type.Optional(Visibility),
  readCounts: Type.Optional(Type.Boolean()),
});
export type RoomSettings = Static<typeof RoomSettings>;

export const MemberSettings = Type.Object({
  notify: Type.Optional(Notify),
  notifyUntil: Type.Optional({
    ...NotifyUntil,
    description: "Together with `notify`: until when that holds. Without it, for good",
  }),
  favourite: Type.Optional(Type.Boolean()),
  markedUnread: Type.Optional(Type.Boolean()),
});
export type MemberSettings = Static<typeof MemberSettings>;

import { type Static, Type } from "@sinclair/typebox";

import { Attachment } from "../protocol/message";
import { HistoryEntry } from "../protocol/room";
import { Id, wholeNumber } from "../protocol/text";
import { User } from "../protocol/user";

const DAY_MS = 24 * 3600_000;

/** What is said of an upload that is whole. */
export const NewFile = Type.Object({
  uploadId: Id,
  name: Type.String({
    minLength: 1,
    maxLength: 1000,
    description: "As it is shown and saved: paths are cut off, characters that nobody sees are left out",
    examples: ["감자 🥔.jpg"],
  }),
  durationMs: Type.Optional(
    Type.Integer({ minimum: 0, maximum: DAY_MS, description: "Of audio and video, in milliseconds" }),
  ),
  width: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 16_384, description: "Of a video; that of a picture is measured" }),
  ),
  height: Type.Optional(Type.Integer({ minimum: 1, maximum: 16_384 })),
  waveform: Type.Optional(
    Type.String({ pattern: "^[A-Za-z0-9_-]{1,88}$", description: "Of a voice message; see `Attachment`" }),
  ),
});
export type NewFile = Static<typeof NewFile>;

export const OneAttachment = Type.Object({ attachment: Attachment });

export const RoomFilesQuery = Type.Object({
  kind: Type.Optional(
    Type.String({
      pattern: "^(media|file|link)$",
      examples: ["media"],
      description:
        "`media`: pictures and videos; `file`: all other files; `link`: no files, but addresses written with `http://` or `https://` in the text",
    }),
  ),
  before: Type.Optional(
    wholeNumber(1, Number.MAX_SAFE_INTEGER, {
      examples: ["42"],
      description: "Only messages before this seq",
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 100, { examples: ["50"] })),
});
export type RoomFilesQuery = Static<typeof RoomFilesQuery>;

export const RoomFiles = Type.Object({
  messages: Type.Array(HistoryEntry),
  users: Type.Array(User),
  cursor: Type.Union([Type.Integer(), Type.Null()], {
    description: "For `before`, to go on; null where there are no more",
  }),
});
export type RoomFiles = Static<typeof RoomFiles>;

import { type Static, Type } from "@sinclair/typebox";

import { Id } from "../protocol/text";

export const PreviewQuery = Type.Object({
  url: Type.String({
    minLength: 1,
    maxLength: 2048,
    description: "The link, as it is written in the message",
    examples: ["https://potato.example/menu"],
  }),
  roomId: { ...Id, description: "The room of the message" },
  seq: Type.String({ maxLength: 16, description: "The message's seq", examples: ["2"] }),
});
export type PreviewQuery = Static<typeof PreviewQuery>;

export const Preview = Type.Object({
  url: Type.String({ description: "Where the page was found, after all redirects" }),
  title: Type.String({ description: "In one line, as are the other texts; at most 200 characters" }),
  description: Type.String({ description: "At most 300 characters; empty if the page has none" }),
  siteName: Type.String({ description: "As the page says, or its host" }),
  imageId: Type.Optional({
    ...Id,
    description: "Of `GET /api/previews/images/:id`; absent if there is none",
  }),
});
export type Preview = Static<typeof Preview>;

export const MaybePreview = Type.Union([Preview, Type.Null()]);
export const onePicture = Type.Object({ id: { ...Id, description: "The picture's id: `imageId`" } });

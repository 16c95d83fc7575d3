import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { Elysia } from "elysia";

import { guard, sender, viewer } from "../auth/guard";
import { mediaType, MAX_BYTES, readObject } from "../door/body";
import { flowing } from "../door/bounds/flowing";
import { bounded } from "../door/bounds/outgoing";
import { fileById, inRoom, onBody, onItem, refusals, writes } from "../door/documented";
import { invalid } from "../errors";
import { faultOf } from "../protocol/text";
import { contentAnswer, thumbnailAnswer } from "./answers";
import { NewFile, OneAttachment, RoomFiles, RoomFilesQuery } from "./model";
import * as files from "./service";
import { fileIn } from "./uploads/multipart";
import { Seats } from "./uploads/seats";
import { answer } from "./uploads/tus";

const seats = new Seats();

type Sent = { caller: { userId: string }; request: Request };

async function beginUpload({ caller: { userId }, request }: Sent): Promise<Response> {
  const provisional = crypto.randomUUID();
  let whole: string | undefined;
  try {
    return await seats.during(userId, provisional, async () => {
      const begun = await answer(userId, flowing(request), (id) => (whole = id));
      seats.rename(provisional, begun.headers.get("location")?.split("/").at(-1) ?? "");
      return begun;
    });
  } catch (error) {
    seats.leave(provisional);
    throw error;
  } finally {
    // What is made of it may be asked of another machine.
    if (whole !== undefined) seats.leave(whole);
  }
}

const goOn = ({ caller: { userId }, request, params: { id } }: Sent & { params: { id: string } }) =>
  seats.during(userId, id, () => answer(userId, flowing(request), (whole) => seats.leave(whole)));

const see = ({ caller: { userId }, request }: Sent): Promise<Response> => answer(userId, request);

/** An answer that is no JSON. */
const bytes = (description: string) => Type.Unsafe<Response>(Type.Any({ description }));

const header = (name: string, description: string, example: string) => ({
  name,
  in: "header" as const,
  required: true,
  description,
  schema: { type: "string" as const, examples: [example] },
});

const onUpload = {
  detail: { hide: true, ...writes("history") },
};

const resumable = new Elysia({ prefix: "/api/uploads" })
  .use(sender)
  // Elysia reads the body where a handler takes all of its context.
  .post("", ({ caller, request }) => beginUpload({ caller, request }), {
    detail: {
      operationId: "beginUpload",
      tags: ["files"],
      ...writes("history"),
      summary: "Begin an upload that can be resumed (tus 1.0.0)",
      parameters: [
        header("Tus-Resumable", "The version of tus", "1.0.0"),
        header("Upload-Length", "The size of the file, in bytes", "1048576"),
      ],
      description:
        "By tus 1.0.0 with creation, creation-with-upload, termination and expiration: `POST` with `Upload-Length` answers a `Location`, which takes `HEAD`, `PATCH` and `DELETE`, at any machine. An upload that is not finished within a day is removed. Once it is whole, `POST /api/files` makes a file of it.",
    },
    response: {
      201: bytes("Begun; where to send it is in `Location`"),
      ...refusals("unauthenticated", "rate-limited", "too-large", "invalid", "overloaded", "forbidden"),
    },
  })
  .head("/:id", see, onUpload)
  .patch("/:id", goOn, onUpload)
  .delete("/:id", see, onUpload)
  // How large a file may be (`Tus-Max-Size`): a page says it before anything is sent.
  .options("", see, onUpload);

async function add({ caller: { userId }, request }: Sent) {
  if (mediaType(request) === "multipart/form-data")
    return inOneGo(userId, () => fileIn(flowing(request), (sent) => files.addWhole(userId, sent)));
  const body = await readObject(request, MAX_BYTES);
  const fault = Value.Errors(NewFile, body).First();
  if (fault)
    throw invalid(
      fault.path.slice(1).replaceAll("/", "."),
      faultOf(fault.schema, fault.value) ?? fault.message,
    );
  const made = await files.add(userId, body as NewFile);
  seats.leave(made.id);
  return made;
}

async function inOneGo<T>(userId: string, work: () => Promise<T>): Promise<T> {
  const id = crypto.randomUUID();
  try {
    return await seats.during(userId, id, work);
  } finally {
    seats.leave(id);
  }
}

const whole = new Elysia({ prefix: "/api/files", tags: ["files"] }).use(sender).post(
  "",
  async ({ caller, request, set }) => {
    set.status = 201;
    return { attachment: await add({ caller, request }) };
  },
  {
    response: { 201: OneAttachment, ...refusals(...onBody, "overloaded") },
    detail: {
      operationId: "addFile",
      ...writes("history"),
      summary: "Make a file of an upload that is whole, or send one in one go",
      description:
        "As JSON for an upload: the same answer each time. As a form with the field `file`: at most `MAX_FILE_MB` (100). What it is, its bytes say. Pictures lose what is about them (EXIF with its places). A file that is in no message after 24 hours is removed; one whose messages are all deleted, at once.",
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: NewFile as never,
            example: { uploadId: "74b5137f8c19ec1d09bef2f87187074c", name: "감자 🥔.jpg" },
          },
          "multipart/form-data": {
            schema: {
              type: "object",
              required: ["file"],
              properties: { file: { type: "string", format: "binary" } },
            },
          },
        },
      },
    },
  },
);

/** Registered before `body`, which makes all later routes take JSON: these read their bodies themselves. */
export const uploadRoutes = new Elysia().use(resumable).use(whole);

const downloadRefusals = refusals("unauthenticated", "rate-limited", "not-found", "forbidden", "overloaded");

const downloads = new Elysia({ prefix: "/api/files/:id", tags: ["files"] })
  .use(viewer)
  .get(
    "",
    async ({ caller, params, request, query }) =>
      contentAnswer(request, await files.open(caller.userId, params.id), query["download"] !== undefined),
    {
      params: fileById,
      response: { 200: bytes("The file"), 206: bytes("The range that was asked for"), ...downloadRefusals },
      detail: {
        operationId: "getFile",
        summary: "A file of a message that I may see",
        description:
          "With the token, or with the session's cookie, so that `<img>` and `<video>` can ask for it. One `Range` at a time; `ETag`. Raster images, audio, video and PDF are `inline`; all else, and everything with `download`, is to be saved.",
      },
    },
  )
  .get(
    "/thumbnail",
    async ({ caller, params, request }) =>
      thumbnailAnswer(request, params.id, () => files.thumbnail(caller.userId, params.id)),
    {
      params: fileById,
      response: { 200: bytes("WebP"), ...downloadRefusals },
      detail: { operationId: "getThumbnail", summary: "A picture as WebP, at most 640 pixels long" },
    },
  );

const ofRoom = new Elysia({ prefix: "/api/rooms/:id/files", tags: ["files"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, params, query }) => files.inRoom(caller.userId, params.id, query), {
    params: inRoom,
    query: RoomFilesQuery,
    response: { 200: RoomFiles, ...refusals(...onItem, "invalid") },
    detail: {
      operationId: "listRoomFiles",
      summary: "The messages of a room that have files, or links, newest first",
    },
  });

export const fileRoutes = new Elysia().use(downloads).use(ofRoom);

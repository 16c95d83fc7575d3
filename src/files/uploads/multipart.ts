import { PassThrough, Readable } from "node:stream";

import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";

import { invalid, Refused } from "../../errors";
import { mostBytes } from "./quota";

/** A file in a form, as it comes. */
export type SentFile = { name: string; content: AsyncIterable<Uint8Array> };

/**
 * Reads the field `file` of a multipart body, without ever holding more than a few parts of it. `work` reads the content to
 * its end. A body that is none, is cut, or has no such field is `invalid`; a file that is too long is `too-large`.
 */
export async function fileIn<T>(request: Request, work: (sent: SentFile) => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const form = parserOf(request);
  const body = request.body ? Readable.fromWeb(request.body as never) : Readable.from([]);
  let isFound = false;
  form.on("file", (field: string, stream: BusboyFileStream, fileName: string) => {
    if (field !== "file" || isFound) {
      stream.resume();
      return;
    }
    isFound = true;
    // The form ends its stream before whoever reads it has come to the end.
    const content = stream.pipe(new PassThrough());
    stream.on("limit", () => content.destroy(new Refused("too-large")));
    stream.on("error", (error: Error) => content.destroy(error));
    body.on("error", (error) => content.destroy(error));
    body.on("close", () => !body.readableEnded && content.destroy(new Refused("timeout")));
    work({ name: fileName, content }).then(resolve, reject);
  });
  form.on("finish", () => !isFound && reject(invalid("file", "a file in a field of this name")));
  form.on("error", () => reject(invalid("file", "a complete multipart body")));
  body.on("error", () => reject(new Refused("timeout")));
  body.pipe(form);
  try {
    return await promise;
  } finally {
    body.unpipe(form);
    body.destroy();
  }
}

function parserOf(request: Request): BusboyInstance {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type)) throw new Refused("unsupported-media");
  const limits = { fileSize: mostBytes(), files: 1, fields: 10, parts: 20, fieldSize: 1000, headerPairs: 20 };
  try {
    return new Busboy({ headers: { "content-type": type }, limits });
  } catch {
    throw invalid("file", "a complete multipart body");
  }
}

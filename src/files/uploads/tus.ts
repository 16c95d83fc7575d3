import type { Readable } from "node:stream";

import { DataStore, MemoryLocker, Server, Upload } from "@tus/server";

import { Refused } from "../../errors";
import * as parts from "./parts";
import { mostBytes, mustFit } from "./quota";

// tus 1.0.0 (https://tus.io/protocols/resumable-upload) over the store of files.

// In ms: how long a request that hangs keeps an upload from the next request for it.
const DRAIN_MS = 300;
const locker = new MemoryLocker();
const PATH = "/api/uploads";

/** Answers a request of this user, and says once an upload is whole. A refusal is thrown. */
export async function answer(
  userId: string,
  request: Request,
  onWhole: (id: string) => void = () => undefined,
): Promise<Response> {
  let refusal: unknown;
  const server = new Server({
    path: PATH,
    datastore: new UserUploads(userId),
    locker,
    lockDrainTimeout: DRAIN_MS,
    relativeLocation: true,
    allowedOrigins: [],
    maxSize: mostBytes(),
    namingFunction: parts.newId,
    onUploadFinish: async (_, { id }) => {
      onWhole(id);
      return {};
    },
    onResponseError: (_, error) => {
      refusal = error;
      return undefined;
    },
  });
  const answered = await server.handleWeb(request);
  if (refusal instanceof Error && !("status_code" in refusal)) throw refusal;
  if (answered.status >= 400) throw refusedBy(answered.status);
  return answered;
}

/** As all of this API says it. */
function refusedBy(status: number): Refused {
  if (status === 409) return new Refused("conflict", { detail: "The upload is at another offset." });
  if (status === 413) return new Refused("too-large");
  if (status === 404 || status === 410) return new Refused("not-found");
  if (status === 423) return new Refused("overloaded", { retryAfterMs: 1000 });
  if (status === 403 || status === 415) return new Refused("unsupported-media");
  // What was on its way when the line was cut; nobody reads this.
  return status === 500 ? new Refused("timeout") : new Refused("invalid");
}

/** One user's uploads. */
class UserUploads extends DataStore {
  override extensions = ["creation", "creation-with-upload", "termination", "expiration"];

  constructor(private readonly userId: string) {
    super();
  }

  override async create(upload: Upload): Promise<Upload> {
    const size = upload.size ?? 0;
    await mustFit(this.userId, size, { isNew: true });
    await parts.begin(this.userId, upload.id, size);
    upload.creation_date = new Date().toISOString();
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { size, offset, createdAt } = await parts.find(this.userId, id);
    return new Upload({ id, size, offset, creation_date: new Date(createdAt).toISOString() });
  }

  override async write(content: Readable, id: string, offset: number): Promise<number> {
    return parts.append({ ownerId: this.userId, id }, offset, content);
  }

  override async remove(id: string): Promise<void> {
    const { ownerId } = await parts.find(this.userId, id);
    await parts.discard({ ownerId, id });
  }

  override getExpiration = (): number => parts.EXPIRY_MS;
}

import { Shares } from "../capacity/shares";
import { Refused } from "../errors";

// An upload reserves its bytes before it is read, and releases them once the avatar is made. So all uploads use a bounded
// amount of memory, however slow they are, and an upload that will soon have room waits instead of being refused.

const MB = 1024 * 1024;
const bytes = new Shares(20 * MB, 64 * MB);
const uploads = new Shares(2, Infinity);
// Uploads. Bun reads about 1 MB ahead of each that waits.
const MAX_WAITING = 16;
const PATIENCE_MS = 10_000;

/** The sender of a picture, their address, and the most bytes it can have. */
type SentPicture = { userId: string; address: string; size: number };
type WaitingUpload = SentPicture & { come: () => void };

const line = new Set<WaitingUpload>();

/**
 * Does `work` once there is room for this picture. A user's third upload at once is `rate-limited`; a full queue, or too
 * long a wait, is `overloaded`.
 */
export async function inPlace<T>(upload: SentPicture, work: () => Promise<T>): Promise<T> {
  const { userId, address, size } = upload;
  uploads.reserve(userId, 1);
  try {
    await reserved(upload);
    try {
      return await work();
    } finally {
      bytes.release(address, size);
      letIn();
    }
  } finally {
    uploads.release(userId, 1);
  }
}

async function reserved(upload: SentPicture): Promise<void> {
  // Those that wait already come first.
  if (line.size === 0 && isReserved(upload)) return;
  if (line.size >= MAX_WAITING) throw overloaded();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const waiting = { ...upload, come: resolve };
  const late = setTimeout(() => line.delete(waiting) && reject(overloaded()), PATIENCE_MS);
  line.add(waiting);
  // An address at its limit does not block the others in the queue.
  letIn();
  await promise.finally(() => clearTimeout(late));
}

function letIn(): void {
  for (const waiting of line) {
    if (!isReserved(waiting)) continue;
    line.delete(waiting);
    waiting.come();
  }
}

function isReserved({ address, size }: SentPicture): boolean {
  if (!bytes.hasRoom(address, size)) return false;
  bytes.reserve(address, size);
  return true;
}

const overloaded = () => new Refused("overloaded", { retryAfterMs: 5000 });

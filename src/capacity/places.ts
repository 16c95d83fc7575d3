import { Refused } from "../errors";
import { Shares } from "./shares";

// A picture reserves its bytes before it is read, and releases them once it is made into what is kept. So all pictures use a
// bounded amount of memory, however slow they come, and one that will soon have room waits instead of being refused.

const MB = 1024 * 1024;
const bytes = new Shares(32 * MB, 64 * MB);
// Pictures. Bun reads about 1 MB ahead of each that waits.
const MAX_WAITING = 16;
const PATIENCE_MS = 10_000;

/** Where a picture is from, and the most bytes it can have. */
type SentPicture = { address: string; size: number };
type WaitingUpload = SentPicture & { come: () => void };

const line = new Set<WaitingUpload>();

/** Does `work` once there is room for this picture. A full queue, or too long a wait, is `overloaded`. */
export async function inPlace<T>(picture: SentPicture, work: () => Promise<T>): Promise<T> {
  await reserved(picture);
  try {
    return await work();
  } finally {
    bytes.release(picture.address, picture.size);
    letIn();
  }
}

async function reserved(picture: SentPicture): Promise<void> {
  // Those that wait already come first.
  if (line.size === 0 && isReserved(picture)) return;
  if (line.size >= MAX_WAITING) throw overloaded();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const waiting = { ...picture, come: resolve };
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

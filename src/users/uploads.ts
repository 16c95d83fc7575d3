import { Shares } from "../capacity/shares";
import { Refused } from "../errors";

// A picture has its place before any of it is read, and keeps it until it is made into an avatar: so what all of them hold
// is bounded, however slowly they come, and nobody is sent away for whom there will soon be room.

const MB = 1024 * 1024;
const bytes = new Shares(20 * MB, 64 * MB);
const uploads = new Shares(2, Infinity);
// Of each that waits, Bun has read about 1 MB ahead.
const MAX_WAITING = 16;
const PATIENCE_MS = 10_000;

/** Who sends a picture, from where, and how large it is at most. */
type Upload = { userId: string; address: string; size: number };
type Waiting = Upload & { come: () => void };

const line = new Set<Waiting>();

/** Does `work` once there is room for this picture. A third of one user at once is `rate-limited`; a full line, or too long a wait, `overloaded`. */
export async function inPlace<T>(upload: Upload, work: () => Promise<T>): Promise<T> {
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

async function reserved(upload: Upload): Promise<void> {
  // Whoever waits already comes first.
  if (line.size === 0 && isReserved(upload)) return;
  if (line.size >= MAX_WAITING) throw overloaded();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const waiting = { ...upload, come: resolve };
  const late = setTimeout(() => line.delete(waiting) && reject(overloaded()), PATIENCE_MS);
  line.add(waiting);
  // One address that has all it may have holds up nobody else.
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

function isReserved({ address, size }: Upload): boolean {
  if (!bytes.hasRoom(address, size)) return false;
  bytes.reserve(address, size);
  return true;
}

const overloaded = () => new Refused("overloaded", { retryAfterMs: 5000 });

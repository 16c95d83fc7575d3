import { history } from "../../../db/history/history";
import { env } from "../../env";
import { Refused } from "../../errors";
import { usedBy } from "./parts";

// How much one user can upload. Asked before anything is read, and again once it is whole.

const MB = 1024 * 1024;
const MOST_UNFINISHED = 30;

/** Of one file. */
export const mostBytes = (): number => env.MAX_FILE_MB * MB;

/** Refuses `too-large` where a user would have more than the quota, and more uploads under way than anyone needs. */
export async function mustFit(userId: string, size: number, { isNew = false } = {}): Promise<void> {
  if (size > mostBytes())
    throw new Refused("too-large", { detail: `A file has at most ${env.MAX_FILE_MB} MB.` });
  const [stored, unfinished] = await Promise.all([history.uploads.sizeOf(userId), usedBy(userId)]);
  if (stored + (isNew ? unfinished.bytes : 0) + size > env.USER_QUOTA_MB * MB)
    throw new Refused("too-large", { detail: "There is no room left for your files." });
  if (isNew && unfinished.count >= MOST_UNFINISHED)
    throw new Refused("rate-limited", { detail: "Too many uploads are under way.", retryAfterMs: 5000 });
}

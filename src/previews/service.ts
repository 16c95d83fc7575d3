import { consume } from "../capacity/limits";
import { fairQueue } from "../capacity/queue";
import { Shares } from "../capacity/shares";
import { env } from "../env";
import { notFound } from "../errors";
import { log } from "../log";
import * as rooms from "../rooms/service";
import { Cache } from "./cache";
import { textOf } from "./charset";
import { fetchPublic, PAGE, PICTURE } from "./fetch/fetch";
import { addressIn, hasLink } from "./links";
import type { Preview, PreviewQuery } from "./model";
import { factsOf } from "./page";
import * as pictures from "./pictures";

export { open as openPicture } from "./pictures";

// What is behind a link, for those who may see a message with it. This server fetches it, so nobody who reads a message is
// seen by the site. Refuses links that are in no message of theirs.

// For a page and its picture together.
const MOST_MS = 3000;
const HOUR_MS = 60 * 60_000;
const LIFE_MS = 6 * HOUR_MS;
// A page that is away may be back soon.
const LIFE_OF_NONE_MS = HOUR_MS / 4;
const MOST_KEPT = 2000;
// Of those that are fetched or wait: one person's, and all.
const shares = new Shares(8, 200);
const inTurn = fairQueue({ atOnce: 16, waiting: 200, patienceMs: () => 10_000 });
const cache = new Cache<Preview | null>(MOST_KEPT, (preview) => (preview ? LIFE_MS : LIFE_OF_NONE_MS));

/** Null if the page has none, cannot be reached, or is not of the public web; and always with PREVIEWS=off. */
export async function ofLink(
  userId: string,
  { url: link, roomId, seq }: PreviewQuery,
): Promise<Preview | null> {
  const { kind, deletedAt, noPreview, text } = await rooms.visibleAt(rooms.forMember(userId, roomId), seq);
  if (kind !== "text" || deletedAt !== null || noPreview || !hasLink(text, link)) throw notFound();
  const url = env.PREVIEWS === "off" ? undefined : addressIn(link);
  return url ? cache.get(url.href, () => fetchFor(userId, url)) : null;
}

async function fetchFor(userId: string, url: URL): Promise<Preview | null> {
  consume("previews", userId);
  shares.reserve(userId, 1);
  try {
    return await inTurn({ own: userId }, () => made(url));
  } finally {
    shares.release(userId, 1);
  }
}

async function made(from: URL): Promise<Preview | null> {
  const signal = AbortSignal.timeout(MOST_MS);
  try {
    const { url, bytes, contentType } = await fetchPublic(from, PAGE, signal);
    const facts = factsOf(textOf(bytes, contentType), url);
    if (!facts) return null;
    const { image, ...texts } = facts;
    const imageId = image && (await pictureAt(image, signal));
    return { url: url.href, ...texts, ...(imageId !== undefined && { imageId }) };
  } catch (error) {
    log.debug({ reason: reasonOf(error) }, "no preview");
    return null;
  }
}

/** A preview is one without it, too. */
async function pictureAt(image: URL, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { bytes, isCut } = await fetchPublic(image, PICTURE, signal);
    return isCut ? undefined : await pictures.keep(bytes);
  } catch (error) {
    log.debug({ reason: reasonOf(error) }, "a preview without its picture");
    return undefined;
  }
}

/** Not the error itself: it names the host, which is of a message's text. */
const reasonOf = (error: unknown): unknown => (error as { code?: unknown }).code ?? (error as Error).name;

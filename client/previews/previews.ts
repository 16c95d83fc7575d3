import type { Preview } from "../../src/previews/model";
import type { Message } from "../../src/protocol/message";
import { api, ask } from "../api";

// What is behind links, as the server has found it: asked for once, and not of all links of a page at once.

// The server lets a person have eight under way, on all their devices.
const MOST_AT_ONCE = 3;
const MOST_KEPT = 500;
// After so many links without a preview no more room is kept for one: the server may not reach the internet.
const FEW = 3;

/** Null: there is none. */
type KnownPreview = Preview | null;

const answers = new Map<string, KnownPreview>();
/** Whether somebody still looks at it. */
type IsWanted = () => boolean;
const asked = new Map<string, { answer: Promise<KnownPreview>; wanted: IsWanted[] }>();
let [underWay, nones] = [0, 0];
const line: (() => void)[] = [];

/** Undefined until it is known. */
export const knownOf = (written: string): KnownPreview | undefined => answers.get(written);

export const isLikely = (): boolean => nones < FEW;

/** For a link of a message. Where nobody wants it any more when its turn comes, it is not asked for, and the answer is null. */
export function previewOf(
  of: Pick<Message, "roomId" | "seq">,
  written: string,
  isWanted: IsWanted = () => true,
): Promise<KnownPreview> {
  const there = asked.get(written);
  if (there) {
    there.wanted.push(isWanted);
    return there.answer;
  }
  const wanted = [isWanted];
  const answer = fetchInTurn(of, written, () => wanted.some((is) => is())).finally(() =>
    asked.delete(written),
  );
  asked.set(written, { answer, wanted });
  return answer;
}

async function fetchInTurn(
  { roomId, seq }: Pick<Message, "roomId" | "seq">,
  url: string,
  isWanted: IsWanted,
): Promise<KnownPreview> {
  if (underWay < MOST_AT_ONCE) underWay++;
  else await new Promise<void>((resolve) => line.push(resolve));
  try {
    if (!isWanted()) return null;
    const found = await ask(() => api.previews.get({ query: { url, roomId, seq: String(seq) } }));
    keep(url, found);
    return found;
  } catch {
    // Removed meanwhile, or too busy: the next row that shows it asks again.
    return null;
  } finally {
    const next = line.shift();
    if (next) next();
    else underWay--;
  }
}

function keep(written: string, answer: KnownPreview): void {
  nones = answer ? -Infinity : nones + 1;
  answers.set(written, answer);
  const [oldest] = answers.keys();
  if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest);
}

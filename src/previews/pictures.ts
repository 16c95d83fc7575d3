import { randomBytes } from "node:crypto";

import { files } from "../../db/files/files";
import { notFound } from "../errors";
import { log } from "../log";
import { inTurn, readable, refused } from "../pictures/picture";

// Pictures of previews: made by us, in the store of files, where each machine finds them. Their ids are random, and known only
// to those who may see a message with the link. Nobody's quota is used, and no message holds them.

// In px.
const SIDE = 640;
// In pixels: decoded they take up to 64 MB.
const MAX_PIXELS = 16_000_000;
// The longest aspect ratio, so that what is made is seen, and not a line.
const MAX_RATIO = 10;
// In ms. Whoever was told of a picture finds it for longer than a preview is kept.
const LIFE_MS = 48 * 60 * 60_000;
// In bytes, of all machines together.
const MOST_BYTES = 256 * 1024 * 1024;
const FOLDER = "previews";

// Where nothing is added, nothing has to go. In bytes, of this machine.
const MOST_UNSWEPT = 16 * 1024 * 1024;
const SWEEP_MS = 10 * 60_000;
let [unswept, sweptAt] = [0, -Infinity];

/** Stores a picture as WebP of at most 640 × 640 pixels, and answers its id. Refuses what is no picture. */
export async function keep(bytes: Uint8Array): Promise<string> {
  const id = randomBytes(16).toString("hex");
  const picture = await shrunk(bytes);
  await files.put(fileOf(id), picture);
  unswept += picture.length;
  if (unswept > MOST_UNSWEPT || performance.now() > sweptAt + SWEEP_MS) void sweep();
  return id;
}

export async function open(id: string): Promise<Blob> {
  const file = /^[0-9a-f]{32}$/.test(id) ? await files.get(fileOf(id)) : null;
  if (!file) throw notFound();
  return file;
}

/** Removes the oldest: those that nobody is told of any more, and those above what there is room for. */
export async function sweep(now = Date.now(), mostBytes = MOST_BYTES): Promise<void> {
  [unswept, sweptAt] = [0, performance.now()];
  try {
    let room = mostBytes;
    for (const { name, size, at } of (await files.list(FOLDER)).toSorted((one, other) => other.at - one.at)) {
      room -= size;
      if (room < 0 || now - at > LIFE_MS) await files.remove(name);
    }
  } catch (error) {
    log.warn({ err: error }, "old pictures of previews could not be removed yet");
  }
}

const shrunk = (bytes: Uint8Array): Promise<Uint8Array> =>
  inTurn(async () => {
    const { image, width, height } = await readable(bytes, MAX_PIXELS);
    const [short, long] = [Math.min(width, height), Math.max(width, height)];
    if (long > MAX_RATIO * short) throw refused("It is a line.");
    const side = Math.min(SIDE, long);
    return image.resize(side, side, { fit: "inside" }).webp({ quality: 80 }).bytes();
  });

const fileOf = (id: string) => `${FOLDER}/${id}.webp`;

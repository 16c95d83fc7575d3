import { randomBytes } from "node:crypto";

import { files } from "../../db/files/files";
import { queue } from "../capacity/queue";
import { notFound, Refused } from "../errors";
import { log } from "../log";

// Pictures of previews: made by us, in the store of files, where each machine finds them. Their ids are random, and known only
// to those who may see a message with the link.

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
export async function sweep(now = Date.now()): Promise<void> {
  [unswept, sweptAt] = [0, performance.now()];
  try {
    let room = MOST_BYTES;
    for (const { name, size, at } of (await files.list(FOLDER)).toSorted((one, other) => other.at - one.at)) {
      room -= size;
      if (room < 0 || now - at > LIFE_MS) await files.remove(name);
    }
  } catch (error) {
    log.warn({ err: error }, "old pictures of previews could not be removed yet");
  }
}

async function shrunk(bytes: Uint8Array): Promise<Uint8Array> {
  return inTurn(async () => {
    const image = new Bun.Image(bytes, { maxPixels: MAX_PIXELS });
    const { width, height, format } = await image.metadata();
    if (!formats.has(format) || Math.max(width, height) > MAX_RATIO * Math.min(width, height)) throw unfit();
    const side = Math.min(SIDE, Math.max(width, height));
    return image.resize(side, side, { fit: "inside" }).webp({ quality: 80 }).bytes();
  });
}

const formats = new Set<Bun.Image.Format>(["jpeg", "png", "webp", "gif"]);
const inTurn = queue(1, 30);
const unfit = () => new Refused("invalid");
const fileOf = (id: string) => `${FOLDER}/${id}.webp`;

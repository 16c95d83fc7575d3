import { randomBytes } from "node:crypto";

import { contentOf, files, thumbnailOf } from "../../../db/files/files";
import { history, toAttachment, type Upload } from "../../../db/history/history";
import { shown } from "../../pictures/shown";
import type { Attachment } from "../../protocol/message";
import { bicycle } from "./drawn/bicycle";
import type { Canvas } from "./drawn/canvas";
import { dawn } from "./drawn/dawn";
import { flower } from "./drawn/flower";
import { sadLeaf, snorkelLeaf } from "./drawn/leaves";
import { pdf } from "./pdf";
import { voice } from "./voice";

// What people of the demo send each other besides words. All of it is made here, in some tenths of a second.

type DemoFile = Omit<Attachment, "id" | "size" | "hasThumbnail"> & {
  bytes: Uint8Array;
  thumbnail?: Uint8Array;
};

const pictured = async (name: string, canvas: Canvas): Promise<DemoFile> => {
  const photo = await new Bun.Image(canvas.png()).jpeg({ quality: 85 }).bytes();
  const { bytes, thumbnail, format, width, height, blurhash } = await shown(photo);
  return { name, bytes, thumbnail, mediaType: `image/${format}`, width, height, blurhash };
};

/** By the name that a room's lines know them by. */
const makers = {
  flower: () => pictured("꽃 피었어요.jpg", flower()),
  dawn: () => pictured("새벽 하늘.jpg", dawn()),
  bicycle: () => pictured("내 자전거.jpg", bicycle()),
  sadLeaf: () => pictured("overwatered-a.jpg", sadLeaf()),
  snorkelLeaf: () => pictured("overwatered-b.jpg", snorkelLeaf()),
  lorry: () => ({ name: "voice.wav", mediaType: "audio/wav", ...voice() }),
  notes: () => ({ name: "garden-planner-2.3.pdf", mediaType: "application/pdf", bytes: pdf(notes) }),
} satisfies Record<string, () => DemoFile | Promise<DemoFile>>;

export type DemoFileName = keyof typeof makers;

const notes = [
  "Garden planner 2.3",
  "Watering reminders: at the hour where your beans live.",
  "Shared gardens: invite by link, leave when you like.",
  "The compost calculator (yes, finally). It counts in kilos now.",
  "",
  "Known: the cactus wants no reminder. It never will.",
  "",
  "Draft. Adjectives are welcome, except the damp ones.",
];

export type DemoFiles = Map<DemoFileName, DemoFile>;

export async function madeFiles(): Promise<DemoFiles> {
  const names = Object.keys(makers) as DemoFileName[];
  return new Map(await Promise.all(names.map(async (name) => [name, await makers[name]()] as const)));
}

/** Stores a file, as if this person had uploaded it. Returns what a message says of it. */
export async function stored(
  { bytes, thumbnail, ...about }: DemoFile,
  ownerId: string,
  at: number,
): Promise<Attachment> {
  const id = randomBytes(16).toString("hex");
  await files.put(contentOf(id), bytes);
  if (thumbnail) await files.put(thumbnailOf(id), thumbnail);
  const upload: Upload = {
    id,
    ...about,
    size: bytes.length,
    hasThumbnail: thumbnail !== undefined,
    ownerId,
    at,
    sha256: new Bun.CryptoHasher("sha256").update(bytes).digest("hex"),
  };
  await history.uploads.add(upload);
  await history.uploads.keep([id]);
  return toAttachment(upload);
}

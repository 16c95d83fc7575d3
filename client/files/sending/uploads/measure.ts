import type { OutboxFile } from "../../../messages/outbox/draft";

type Measures = Pick<OutboxFile, "width" | "height" | "durationMs">;

// In ms: a browser that cannot play it may say nothing at all.
const PATIENCE_MS = 3000;
// The server's maximum.
const LONGEST_MS = 24 * 3600_000;

/** How long a sound or a video is, and its size in pixels, as this browser plays it; nothing of other files. */
export async function measure(blob: Blob, { mediaType, durationMs }: OutboxFile): Promise<Measures> {
  const kind = /^(?:audio|video)(?=\/)/u.exec(mediaType)?.[0] as "audio" | "video" | undefined;
  // A voice message was measured while it was recorded.
  if (!kind || durationMs !== undefined) return {};
  const player = document.createElement(kind);
  const url = URL.createObjectURL(blob);
  await new Promise<void>((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
    for (const event of ["loadedmetadata", "error"]) player.addEventListener(event, () => resolve());
    player.preload = "metadata";
    player.src = url;
  });
  const measures = { ...lengthOf(player), ...sizeOf(player) };
  player.removeAttribute("src");
  URL.revokeObjectURL(url);
  return measures;
}

function lengthOf({ duration }: HTMLMediaElement): Measures {
  const durationMs = Math.round(duration * 1000);
  return durationMs >= 0 && durationMs <= LONGEST_MS ? { durationMs } : {};
}

function sizeOf(player: HTMLMediaElement): Measures {
  if (!(player instanceof HTMLVideoElement) || player.videoWidth === 0) return {};
  return { width: player.videoWidth, height: player.videoHeight };
}

import type { Client, Server } from "../../client";
import { histogram, record, summarize } from "../../counts/streams";
import type { UploadFiles, UploadResult } from "../../orders";
import { talk } from "../talk";

const MB = 1024 * 1024;
// As the page sends it.
const PIECE = 4 * MB;
const TUS = { "tus-resumable": "1.0.0" };
const AGAIN_MS = 1000;

/** Everyone uploads by tus, all at once, while others talk. Who is refused comes back when told. */
export async function upload(clients: Client[], server: Server, order: UploadFiles): Promise<UploadResult> {
  const { from, to, mb, streams } = order;
  const origin = `http://${server.hostname}:${server.port}`;
  const piece = new Uint8Array(PIECE).map((_, at) => at % 251);
  const times = histogram();
  const counts = { whole: 0, failed: 0, refusals: 0 };

  async function ask(
    client: Client,
    method: string,
    path: string,
    more: RequestInit = {},
  ): Promise<Response> {
    for (;;) {
      const headers = { ...client.headers, ...TUS, ...more.headers };
      const answer = await fetch(origin + path, { ...more, method, headers });
      if (answer.status !== 429 && answer.status !== 503) return answer;
      counts.refusals++;
      await Bun.sleep(Number(answer.headers.get("retry-after") ?? 1) * AGAIN_MS * (0.5 + Math.random()));
    }
  }

  async function one(client: Client): Promise<void> {
    const began = performance.now();
    const size = mb * MB;
    const begun = await ask(client, "POST", "/api/uploads", { headers: { "upload-length": String(size) } });
    const path = begun.headers.get("location") ?? "";
    for (let at = 0; at < size;) {
      const answer = await ask(client, "PATCH", path, {
        headers: { "content-type": "application/offset+octet-stream", "upload-offset": String(at) },
        body: piece.subarray(0, Math.min(PIECE, size - at)),
      });
      if (!answer.ok) throw new Error(`${answer.status} at ${at}`);
      at = Number(answer.headers.get("upload-offset"));
    }
    const made = await ask(client, "POST", "/api/files", {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ uploadId: path.split("/").at(-1), name: "potato.bin" }),
    });
    const { attachment } = (await made.json()) as { attachment?: { size: number } };
    if (attachment?.size !== size) throw new Error(`${made.status}: not whole`);
    record(times, performance.now() - began);
    counts.whole++;
  }

  const all = clients.slice(from, to).map((client) => one(client).catch(() => void counts.failed++));
  const [talked] = await Promise.all([talk(clients, server, { do: "talk", streams }), ...all]);
  return { talk: talked, times: summarize(times), ...counts };
}

import { type Guest, house } from "../people/guests";

// For tests: uploads by tus 1.0.0, and files.

export const MB = 1024 * 1024;
const TUS = { "tus-resumable": "1.0.0" };
export const PART = { ...TUS, "content-type": "application/offset+octet-stream" };

type TusRequest = { headers?: Record<string, string>; body?: Uint8Array<ArrayBuffer> };
export const tus = (guest: Guest, method: string, path: string, { headers = {}, body }: TusRequest = {}) =>
  fetch(house.url + path, {
    method,
    body,
    headers: { ...TUS, ...headers, authorization: `Bearer ${guest.token}` },
  });

export async function begin(guest: Guest, size: number): Promise<string> {
  const answer = await tus(guest, "POST", "/api/uploads", { headers: { "upload-length": String(size) } });
  if (answer.status !== 201) throw new Error(`No upload: ${answer.status}`);
  return answer.headers.get("location")!;
}

export const patch = (guest: Guest, path: string, offset: number, body: Uint8Array<ArrayBuffer>) =>
  tus(guest, "PATCH", path, { headers: { ...PART, "upload-offset": String(offset) }, body });
export const offsetOf = async (guest: Guest, path: string) =>
  Number((await tus(guest, "HEAD", path)).headers.get("upload-offset"));
export const finish = (guest: Guest, path: string, more = {}) =>
  guest.call("POST", "/api/files", { uploadId: path.split("/").at(-1), name: "potato.bin", ...more });
export const bytesOf = (size: number) => Uint8Array.from({ length: size }, (_, at) => (at * 31) % 251);
export const fileOf = (guest: Guest, id: string) =>
  fetch(`${house.url}/api/files/${id}`, { headers: { authorization: `Bearer ${guest.token}` } });

/** A small file in one go. */
export async function sent(guest: Guest, content: BlobPart | Uint8Array, name = "note.txt") {
  const form = new FormData();
  form.append("file", new Blob([content as BlobPart]), name);
  const headers = { authorization: `Bearer ${guest.token}` };
  const answer = await fetch(`${house.url}/api/files`, { method: "POST", headers, body: form });
  return { status: answer.status, body: await answer.json() };
}

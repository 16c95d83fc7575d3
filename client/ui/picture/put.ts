import { type ApiCall, currentToken } from "../../api";

/** Sends bytes as they are, where `api` would send JSON. Answers as `api` does. */
export async function putBytes<Data>(path: string, bytes: Blob): ReturnType<ApiCall<Data>> {
  const headers = { authorization: `Bearer ${currentToken() ?? ""}`, "content-type": bytes.type };
  try {
    const response = await fetch(path, { method: "PUT", headers, body: bytes });
    const value: unknown = await response.json();
    return response.ok ? { data: value as Data, error: null } : { data: null, error: { value }, response };
  } catch {
    return { data: null, error: { value: null }, response: undefined };
  }
}

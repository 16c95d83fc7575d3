// Calls of our API for someone who has no page open: by the cookie of their session, as a page does after it was loaded. Two
// refreshes at once are fine (docs/protocol.md).

/** Rejects where it did not get through; the server refuses with its status. */
export async function call(method: string, path: string, body: object): Promise<number> {
  const signedIn = await ask("POST", "/api/sessions/refresh", {});
  if (!signedIn.ok) return signedIn.status;
  const { accessToken } = (await signedIn.json()) as { accessToken: string };
  return (await ask(method, path, body, accessToken)).status;
}

export const isDone = (status: number): boolean => status >= 200 && status < 300;

function ask(method: string, path: string, body: object, token?: string): Promise<Response> {
  const headers = {
    "content-type": "application/json",
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return fetch(path, { method, headers, body: JSON.stringify(body) });
}

// Calls of our API for someone who has no page open: by the cookie of their session, as a page does after it was loaded. Two
// refreshes at once are fine (docs/protocol.md).

/** The answer, which may be a refusal, also of the session. Rejects where it did not get through. */
export async function call(method: string, path: string, body?: object): Promise<Response> {
  const signedIn = await ask("POST", "/api/sessions/refresh", { body: {} });
  if (!signedIn.ok) return signedIn;
  const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
  return ask(method, path, { body, token });
}

function ask(
  method: string,
  path: string,
  { body, token }: { body?: object | undefined; token?: string },
): Promise<Response> {
  const headers = {
    ...(body && { "content-type": "application/json" }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return fetch(path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

import { isHttps } from "./request";

const MAX_AGE_S = 60 * 24 * 3600;

type Server = Parameters<typeof isHttps>[1];
const nameFor = (isSecure: boolean) => (isSecure ? "__Host-potato" : "potato");

/** The refresh token's only home in a browser. */
export function bake(token: string, request: Request, server: Server): string {
  const secure = isHttps(request, server);
  const maxAge = token === "" ? 0 : MAX_AGE_S;
  return new Bun.Cookie(nameFor(secure), token, {
    httpOnly: true,
    secure,
    sameSite: "strict",
    path: "/",
    maxAge,
  }).serialize();
}

export function read(request: Request, server: Server): string | undefined {
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  return cookies.get(nameFor(isHttps(request, server))) ?? undefined;
}

import { isHttps } from "./request";

const MAX_AGE_S = 60 * 24 * 3600;
// The most that browsers allow. The cookie stays when its user signs out.
const DEVICE_AGE_S = 400 * 24 * 3600;
// By then every machine has replicated the write.
const POSITION_AGE_S = 60;

type Server = Parameters<typeof isHttps>[1];
const REFRESH = "potato";
const POSITION = "potato-position";
const DEVICE = "potato-device";
const nameFor = (name: string, isSecure: boolean) => (isSecure ? `__Host-${name}` : name);

/** The only place where a browser keeps the refresh token. */
export const bake = (token: string, request: Request, server: Server): string =>
  baked([REFRESH, token], token === "" ? 0 : MAX_AGE_S, isHttps(request, server));

export const read = (request: Request, server: Server): string | undefined =>
  readOf(REFRESH, request, server);

/** The position of the accounts after this browser's last write. */
export const bakePosition = (position: string, request: Request, server: Server): string =>
  baked([POSITION, position], POSITION_AGE_S, isHttps(request, server));

export const readPosition = (request: Request, server: Server): string | undefined =>
  readOf(POSITION, request, server);

/** Says that a user has signed in here before; only the server can read which one. */
export const bakeDevice = (token: string, request: Request, server: Server): string =>
  baked([DEVICE, token], DEVICE_AGE_S, isHttps(request, server));

export const readDevice = (request: Request, server: Server): string | undefined =>
  readOf(DEVICE, request, server);

function baked([name, value]: [string, string], maxAge: number, secure: boolean): string {
  return new Bun.Cookie(nameFor(name, secure), value, {
    httpOnly: true,
    secure,
    sameSite: "strict",
    path: "/",
    maxAge,
  }).serialize();
}

function readOf(name: string, request: Request, server: Server): string | undefined {
  const cookies = new Bun.CookieMap(request.headers.get("cookie") ?? "");
  return cookies.get(nameFor(name, isHttps(request, server))) ?? undefined;
}

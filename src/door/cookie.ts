import { isHttps } from "./request";

const MAX_AGE_S = 60 * 24 * 3600;
// As long as browsers keep one. It stays when someone signs out.
const DEVICE_AGE_S = 400 * 24 * 3600;
// By then every machine has what was written.
const POSITION_AGE_S = 60;

type Server = Parameters<typeof isHttps>[1];
const REFRESH = "potato";
const POSITION = "potato-position";
const DEVICE = "potato-device";
const nameFor = (name: string, isSecure: boolean) => (isSecure ? `__Host-${name}` : name);

/** The refresh token's only home in a browser. */
export const bake = (token: string, request: Request, server: Server): string =>
  baked([REFRESH, token], token === "" ? 0 : MAX_AGE_S, isHttps(request, server));

export const read = (request: Request, server: Server): string | undefined =>
  readOf(REFRESH, request, server);

/** How far accounts had come when this browser last changed something. */
export const bakePosition = (position: string, request: Request, server: Server): string =>
  baked([POSITION, position], POSITION_AGE_S, isHttps(request, server));

export const readPosition = (request: Request, server: Server): string | undefined =>
  readOf(POSITION, request, server);

/** That someone has signed in here before, and who they were is ours alone to read. */
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

import { Part } from "./part";
import { installed } from "./programs/installed";
import { scratch } from "./programs/owned";
import { onFreePort } from "./programs/ports";

export const redisServer = (): string => installed("redis-server");

/** Without persistence: Redis is never the source of truth. */
export function startRedis(): Promise<Part> {
  const command = [redisServer(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const dir = scratch("redis");
  return onFreePort(
    (port) =>
      new Part({
        name: "redis",
        url: `redis://127.0.0.1:${port}`,
        command: [...command, "--dir", dir, "--port", String(port)],
        isUp: /Ready to accept connections/,
      }),
  );
}

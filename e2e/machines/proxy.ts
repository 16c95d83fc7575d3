import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { Part } from "./part";
import { installed } from "./programs/installed";
import { scratch } from "./programs/owned";
import { onFreePort } from "./programs/ports";

export const haproxy = (): string => installed("haproxy");

/** HAProxy in front of all machines. Distributes requests and sockets round robin. `trusted`: proxies in front of it. */
export function startProxy(machines: string[], trusted: string[] = []): Promise<Part> {
  const config = join(scratch("proxy"), "haproxy.cfg");
  const command = [haproxy(), "-W", "-f", config];
  return onFreePort((port) => {
    writeFileSync(config, configOf(port, machines));
    const url = `http://127.0.0.1:${port}`;
    const env = { TRUST_PROXY: trusted.join(" ") };
    return new Part({ name: "haproxy", url, command, env, isUp: /Loading success/ });
  });
}

const shipped = readFileSync(new URL("../../deploy/haproxy.cfg", import.meta.url), "utf8");

/** The deployed configuration with other addresses. */
function configOf(port: number, machines: string[]): string {
  const servers = machines.map((url, i) => `  server machine${i} ${new URL(url).host}\n`);
  return `${shipped.replaceAll(/^ {2}server .*\n/gm, "").replace(/^ {2}bind .*$/m, `  bind 127.0.0.1:${port}`)}${servers.join("")}`;
}

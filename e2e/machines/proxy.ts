import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Part } from "./part";
import { installed } from "./programs/installed";
import { scratch } from "./programs/owned";
import { onFreePort } from "./programs/ports";

export const haproxy = (): string => installed("haproxy");

/** Before all machines, the door that people come through. Every request and every socket goes to the next of them. */
export function startProxy(machines: string[]): Promise<Part> {
  const config = join(scratch("proxy"), "haproxy.cfg");
  const command = [haproxy(), "-W", "-f", config];
  return onFreePort((port) => {
    writeFileSync(config, configOf(port, machines));
    const url = `http://127.0.0.1:${port}`;
    return new Part({ name: "haproxy", url, command, isUp: /Loading success/ });
  });
}

// Whoever does not answer is left out by the next request already; looking at /ready leaves out who drains, too. What was
// begun on a machine stays there. A GET whose machine went before it said a word, or is going (503), is asked of another
// one; so is a socket. Anything else may have been done, and only goes to another where it could not even be said.
// A feed is never quiet for longer than 15 s, a socket may be.
const configOf = (port: number, machines: string[]): string => `
defaults
  mode http
  balance roundrobin
  option forwardfor
  option http-no-delay
  option redispatch 1
  retries 3
  retry-on conn-failure empty-response 503
  timeout connect 1s
  timeout client 1h
  timeout server 1m
  timeout tunnel 1h
  timeout check 2s

frontend people
  bind 127.0.0.1:${port}
  http-request disable-l7-retry unless METH_GET
  default_backend machines

backend machines
  option httpchk
  http-check send meth GET uri /ready ver HTTP/1.1 hdr Host machines
  default-server check inter 200ms fall 1 rise 1
${machines.map((url, i) => `  server machine${i} ${new URL(url).host}`).join("\n")}
`;

import * as http from "node:http";
import * as https from "node:https";
import { isIP } from "node:net";

import type { FetchTarget } from "../../web/target";

// Says what we are: pages that have a preview for chats serve it to names like this one.
const HEADERS = {
  "user-agent": "Mozilla/5.0 (compatible; PotatoChat/1.0; link previews, like facebookexternalhit/1.1)",
  "accept-encoding": "gzip, deflate, br",
  "accept-language": "ko, en;q=0.8",
  connection: "close",
};

/** One GET at the address that was checked, without following redirects. Resolves with the head of the answer. */
export function get(
  { url, way }: FetchTarget,
  accept: string,
  signal: AbortSignal,
): Promise<http.IncomingMessage> {
  const { request } = url.protocol === "https:" ? https : http;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const asked = request({
      // A name, so that its certificate is checked; where it is, `lookup` knows already. Of a number nothing is looked up.
      host: isIP(name) === 0 ? name : way.address,
      port: way.port,
      path: url.pathname + url.search,
      headers: { ...HEADERS, accept, host: url.host },
      agent: false,
      signal,
      lookup: (_, options, done) => {
        const found = { address: way.address, family: isIP(way.address) };
        if (options.all) done(null, [found]);
        else done(null, found.address, found.family);
      },
    });
    asked.on("response", resolve);
    asked.on("error", reject);
    asked.end();
  });
}

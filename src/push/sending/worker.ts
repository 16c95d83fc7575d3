import * as http from "node:http";
import * as https from "node:https";
import { isIP } from "node:net";

import webpush from "web-push";

import { yieldToChat } from "../../priority";
import { faultOf, type PushAnswer } from "./judging";
import type { PostAnswer, PostRequest, PushPost } from "./thread";

// Encrypts (RFC 8291) and posts (RFC 8030) in a thread of its own: each takes some tenths of a millisecond, and a message to a
// large room has ten thousand. Chat does not wait for them.

declare const self: Worker;

// Nothing that a push service says is read. One that says more is cut off.
const MOST_BYTES = 64 * 1024;
// A signature takes as long as encrypting six messages, so one is used for all messages to a service for some hours. It is valid
// for twice that, half of what RFC 8292 allows.
const SIGNED_MS = 6 * 3600_000;
const MOST_SIGNED = 1000;

yieldToChat();

const AES128GCM = "aes128gcm";
const agents = {
  http: new http.Agent({ keepAlive: true }),
  https: new https.Agent({ keepAlive: true }),
};
const signed = new Map<string, { authorization: string; until: number }>();

self.addEventListener("message", ({ data: { nth, post } }: MessageEvent<PostRequest>) => {
  void attempt(post).then((answer) => self.postMessage({ nth, answer } satisfies PostAnswer));
});

async function attempt(post: PushPost): Promise<PushAnswer> {
  try {
    return await encryptAndPost(post);
  } catch (error) {
    return { fault: faultOf(error) };
  }
}

async function encryptAndPost(post: PushPost): Promise<PushAnswer> {
  const { url, keys, payload, how, vapid } = post;
  const { topic, urgency, ttl: TTL } = how;
  // Without the server's keys: the library would sign anew each time. It knows nothing of a service's own keys, either.
  const options = { TTL, urgency, topic, contentEncoding: AES128GCM, vapidDetails: null, gcmAPIKey: null };
  const { headers, body } = webpush.generateRequestDetails(
    { endpoint: url, keys },
    payload,
    options as unknown as webpush.RequestOptions,
  );
  const { host, origin } = new URL(url);
  return submit(post, { ...headers, host, authorization: authorizationFor(origin, vapid) }, body);
}

function authorizationFor(audience: string, { subject, publicKey, privateKey }: PushPost["vapid"]): string {
  const now = Date.now();
  const key = `${audience} ${publicKey} ${subject}`;
  const there = signed.get(key);
  if (there && there.until > now && there.until <= now + SIGNED_MS) return there.authorization;
  const until = now + SIGNED_MS;
  const expires = Math.floor((until + SIGNED_MS) / 1000);
  const made = webpush.getVapidHeaders(audience, subject, publicKey, privateKey, AES128GCM, expires);
  if (signed.size >= MOST_SIGNED) signed.delete(signed.keys().next().value!);
  signed.set(key, { authorization: made.Authorization, until });
  return made.Authorization;
}

/** Does not follow a redirect. Answers with the head; the connection is used again. */
function submit(
  { url, way, withinMs }: PushPost,
  headers: http.OutgoingHttpHeaders,
  body: Buffer,
): Promise<PushAnswer> {
  const { hostname, pathname, search } = new URL(url);
  const name = hostname.replace(/^\[|\]$/g, "");
  const { address, port, isPlain } = way;
  return new Promise((resolve, reject) => {
    const request = (isPlain ? http : https).request({
      method: "POST",
      // A name, so that its certificate is checked; where it is, is known already.
      host: isIP(name) === 0 ? name : address,
      port,
      path: pathname + search,
      headers,
      agent: isPlain ? agents.http : agents.https,
      signal: AbortSignal.timeout(withinMs),
      lookup: (_, options, done) => {
        const found = { address, family: isIP(address) };
        if (options.all) done(null, [found]);
        else done(null, found.address, found.family);
      },
    });
    request.on("response", (response) => {
      const { statusCode: status = 0, headers: given } = response;
      resolve({ status, retryAfter: given["retry-after"] });
      drain(response);
    });
    request.on("error", reject);
    request.end(body);
  });
}

function drain(response: http.IncomingMessage): void {
  let size = 0;
  response.on("error", () => undefined);
  response.on("data", ({ length }: Buffer) => {
    size += length;
    if (size > MOST_BYTES) response.destroy();
  });
}

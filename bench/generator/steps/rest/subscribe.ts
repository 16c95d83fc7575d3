import { createECDH, randomBytes } from "node:crypto";

import type { Client, Server } from "../../client";
import type { Subscribe, SubscribeResult } from "../../orders";

const AT_ONCE = 32;

/** Gives each person of [from, to) a device that is pushed to, and mutes those of their rooms. */
export async function subscribe(
  clients: Client[],
  server: Server,
  order: Subscribe,
): Promise<SubscribeResult> {
  const device = createECDH("prime256v1");
  const keys = { p256dh: device.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
  const left = clients.slice(order.from, order.to).entries();
  let subscribed = 0;
  const api = `http://${server.hostname}:${server.port}/api`;
  const submit = async (
    method: string,
    path: string,
    { headers }: Client,
    body: object,
  ): Promise<boolean> => {
    const json = { ...headers, "content-type": "application/json" };
    const response = await fetch(api + path, { method, headers: json, body: JSON.stringify(body) }).catch(
      () => null,
    );
    await response?.arrayBuffer();
    return response?.ok ?? false;
  };
  const one = async (): Promise<void> => {
    for (const [nth, client] of left) {
      let isDone = true;
      for (const room of order.muted)
        isDone &&= await submit("PATCH", `/rooms/${client.person.rooms[room]!}/me`, client, {
          notify: "none",
        });
      const endpoint = `https://push.example/device/${nth}`;
      isDone &&= await submit("PUT", "/push/subscriptions", client, { endpoint, keys });
      if (isDone) subscribed++;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return { subscribed };
}

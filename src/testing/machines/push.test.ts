import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { whyNoRig } from "../../../e2e/machines/rig";
import { guests } from "../people/guests";
import { PushService } from "../servers/pushes";
import { goTo, on, openRig, rig } from "../servers/rigs";
import { Web } from "../servers/web";

// Where LiteFS replicates accounts, only the primary can remove a subscription; any machine may find out that it is gone.

const options = { machines: 2, accounts: "litefs", isLight: true } as const;
const reason = await whyNoRig(options);
if (reason) console.error(`Skipped: ${reason}`);

describe.skipIf(reason !== undefined)("push on two machines", () => {
  let web: Web;
  let service: PushService;
  beforeAll(async () => {
    web = await Web.open();
    service = new PushService(web);
    await openRig({ ...options, env: web.env });
    goTo(0);
  }, 120_000);
  afterAll(async () => {
    await rig.close();
    await web.close();
  }, 30_000);

  test("all machines have one key, and a device that has ended its subscription is asked by none any more", async () => {
    const [ann] = await guests(1);
    const keys = await Promise.all(
      [0, 1].map((nth) => on(nth, async () => (await ann.call("GET", "/api/push")).body.publicKey)),
    );
    expect(keys[0]).toBe(keys[1]);
    const device = service.device(keys[0]);
    const put = () => ann.call("PUT", "/api/push/subscriptions", device.subscription);
    const tried = () => ann.call("POST", "/api/push/test").then(({ body }) => body.outcome);
    expect((await on(1, put)).status).toBe(204);
    expect([await on(0, tried), await on(1, tried)]).toEqual(["sent", "sent"]);
    // The second machine is no primary: it asks the first.
    service.moods.push({ status: 410 });
    expect(await on(1, tried)).toBe("gone");
    expect(await on(0, tried)).toBe("none");
    expect([device.pushed.length, service.faults]).toEqual([2, []]);
  });

  test.each(["/internal/gone", "/internal/replica"])("nobody else may ask %s", async (path) => {
    for (const { url } of rig.machines) {
      const body = JSON.stringify({ endpoint: "https://push.example/", auth: "x" });
      const headers = { "x-potato-machine": "e30.x" };
      expect((await fetch(url + path, { method: "POST", body })).status).toBe(403);
      expect((await fetch(url + path, { method: "POST", body, headers })).status).toBe(403);
    }
  });
});

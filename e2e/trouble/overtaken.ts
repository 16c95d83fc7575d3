// A slow answer: frames that the server sends later arrive before it.
import type { Page, Route } from "playwright/test";

/**
 * Loads the page again. The server's first answer to `path` is held back on its way, while `change` happens, until a frame of
 * this type has arrived.
 */
export async function loadsOvertaken(
  page: Page,
  { path, frame, change }: { path: string; frame: string; change: () => Promise<unknown> },
): Promise<void> {
  const overtaking = page
    .waitForEvent("websocket")
    .then((socket) =>
      socket.waitForEvent("framereceived", ({ payload }) => String(payload).includes(`"${frame}"`)),
    );
  const hold = async (route: Route): Promise<void> => {
    const answer = await route.fetch();
    await change();
    await overtaking;
    await route.fulfill({ response: answer });
  };
  await page.route(({ pathname }) => pathname === path, hold, { times: 1 });
  await page.reload();
}

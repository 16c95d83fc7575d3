import { expect, type Page } from "playwright/test";

import { test } from "./people";

// Browser errors, including content policy violations, fail the test when the fixture is torn down.
test("signed-in users can try the API out in the browser", async ({ stranger, server, request }) => {
  const { page } = stranger;
  const elsewhere: string[] = [];
  page.on("request", (asked) => isOf(server.url, asked.url()) || elsewhere.push(asked.url()));
  const account = { username: "test1", password: "1234", client: "app" };
  const signedIn = await request.post(`${server.url}/api/sessions`, { data: account });
  const { accessToken } = (await signedIn.json()) as { accessToken: string };

  await page.goto(`${server.url}/swagger`);
  await authorize(page, accessToken);
  const getMe = await open(page, "users", "getMe");
  await getMe.getByRole("button", { name: "Execute" }).click();

  const answer = getMe.locator(".live-responses-table");
  await expect(answer.locator(".response-col_status").last()).toHaveText("200");
  await expect(answer).toContainText('"username": "test1"');
  expect(elsewhere).toEqual([]);
});

test("the prefilled examples work unchanged", async ({ stranger, server }) => {
  const { page } = stranger;
  await page.goto(`${server.url}/swagger`);

  const signIn = await open(page, "auth", "signIn");
  await signIn.getByRole("button", { name: "Execute" }).click();

  const answer = signIn.locator(".live-responses-table");
  await expect(answer.locator(".response-col_status").last()).toHaveText("201");
  await expect(answer).toContainText("accessToken");
});

async function authorize(page: Page, token: string): Promise<void> {
  await page.getByRole("button", { name: "Authorize" }).click();
  const form = page.locator("form").filter({ hasText: "bearerAuth" });
  await form.getByLabel("auth-bearer-value").fill(token);
  await form.getByRole("button", { name: "Apply credentials" }).click();
  await form.getByRole("button", { name: "Close" }).click();
}

async function open(page: Page, tag: string, operation: string) {
  const part = page.locator(`#operations-${tag}-${operation}`);
  await part.getByRole("button").first().click();
  return part;
}

// data: and blob: URLs are part of the page itself.
const isOf = (origin: string, url: string) => url.startsWith(`${origin}/`) || /^(data|blob):/.test(url);

// Browser tests speak like people: `const [ann, bob] = await people(2); await ann.says("hi"); await bob.hears("hi")`.
import { type Browser, type BrowserContext, expect, test as base } from "playwright/test";

import { Person } from "./person";
import { type Server, startServer } from "./server";
import { Home } from "./trouble/home";
import { isOfLine, Line } from "./trouble/line";

export type { Person };

export interface Options {
  // Why there is no browser here; undefined if there is one.
  noBrowser: string | undefined;
}

interface Fixtures extends Options {
  browserOrSkip: void;
  people: <Count extends number>(count: Count) => Promise<Many<Count>>;
  // On the sign-in screen, without an account.
  stranger: Person;
  // The same person in a second browser.
  again: (person: Person, password: string) => Promise<Person>;
  // A second tab of their browser, where they are signed in.
  tabOf: (person: Person) => Promise<Person>;
  // A proxy to the same server that a test can cut.
  line: Line;
  // A demo user in a browser that can be killed. Started again, it still has its stored data.
  home: { start: (username: string) => Promise<Person>; kill: () => Promise<void> };
}

// A tuple of `Count` people, so that `[ann, bob]` are both defined.
type Many<Count extends number, Those extends Person[] = []> = Those["length"] extends Count
  ? Those
  : Many<Count, [...Those, Person]>;

/** Tags tests that could behave differently on several machines. They run against one machine and against several. */
export const across = { tag: "@across" };

// Makes usernames unique on one server.
let strangers = 0;

export const test = base.extend<Fixtures, { server: Server }>({
  noBrowser: [undefined, { option: true }],

  browserOrSkip: [
    async ({ noBrowser }, use, info) => {
      info.skip(noBrowser !== undefined, noBrowser);
      await use();
    },
    { auto: true },
  ],

  // One server per worker, so tests see what earlier ones wrote.
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    // As long as a rig may take to start.
    { scope: "worker", timeout: 60_000 },
  ],

  tabOf: async ({}, use) => {
    const everyone: Person[] = [];
    await use(async ({ username, page, line }) => {
      const person = await openPage(page.context(), username);
      person.line = line;
      everyone.push(person);
      await person.page.goto(page.url());
      await person.isIn();
      return person;
    });
    everyone.forEach(mustHaveNoFaults);
  },

  home: async ({ launchOptions }, use) => {
    const home = await Home.with(launchOptions);
    const everyone: Person[] = [];
    const start = async (username: string) => {
      const person = await openPage(await home.start(), username);
      everyone.push(person);
      return person;
    };
    await use({ start, kill: () => home.kill() });
    await home.end();
    everyone.forEach(mustHaveNoFaults);
  },

  line: async ({ server }, use) => {
    const line = await Line.to(server.url);
    await use(line);
    await line.end();
  },

  people: async ({ browser, server }, use) => {
    const everyone: Person[] = [];
    const tokens: string[] = [];
    await use(async <Count extends number>(count: Count) => {
      const first = everyone.length + 1;
      const names = Array.from({ length: count }, (_, i) => `test${first + i}`);
      const arrived = await Promise.all(names.map((name) => arrive(browser, server.url, name)));
      everyone.push(...arrived.map(({ person }) => person));
      tokens.push(...arrived.map(({ token }) => token));
      return everyone.slice(first - 1) as Many<Count>;
    });
    await Promise.all(everyone.map(leave));
    await Promise.all(tokens.map((token) => signOut(server.url, token)));
  },

  stranger: async ({ browser, server }, use) => {
    const stranger = await visit(browser, server.url, `newcomer${++strangers}`);
    await use(stranger);
    await leave(stranger);
  },

  again: async ({ browser, server }, use) => {
    const everyone: Person[] = [];
    await use(async ({ username }, password) => {
      const person = await visit(browser, server.url, username);
      everyone.push(person);
      await person.signsIn(password);
      return person;
    });
    await Promise.all(everyone.map(leave));
  },
});

// One of the demo's test1 … test10, signed in at this browser before: the sign-in screen has tests of its own.
async function arrive(
  browser: Browser,
  url: string,
  username: string,
): Promise<{ person: Person; token: string }> {
  const person = await openPage(await browser.newContext(), username);
  const { page } = person;
  const signedIn = await page
    .context()
    .request.post(`${url}/api/sessions`, { data: { username, password: "1234" } });
  expect(signedIn.status()).toBe(201);
  const { accessToken: token } = (await signedIn.json()) as { accessToken: string };
  // Anything small of this origin.
  await page.goto(`${url}/potato.svg`);
  await page.evaluate(() => localStorage.setItem("potato.signed-in", "1"));
  await page.goto(url);
  await person.isIn();
  return { person, token };
}

// Without this the hundred and first test of a server would end the oldest session of its demo user, which rest.ts uses.
async function signOut(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { status } = await fetch(`${url}/api/sessions/current`, { method: "DELETE", headers });
  // 401: the session ended in the test, or when they signed in again through a line, which shares the cookie.
  expect([204, 401]).toContain(status);
}

async function visit(browser: Browser, url: string, username: string): Promise<Person> {
  const person = await openPage(await browser.newContext(), username);
  await person.page.goto(url);
  return person;
}

async function openPage(context: BrowserContext, username: string): Promise<Person> {
  const person = new Person(username, await context.newPage());
  await watch(person);
  return person;
}

// Whatever a test is about, no browser may have logged an error.
async function leave(person: Person): Promise<void> {
  await person.page.context().close();
  mustHaveNoFaults(person);
}

function mustHaveNoFaults({ username, faults, line, allowed }: Person): void {
  const all = line ? [...allowed, isOfLine] : allowed;
  const unexpected = faults.filter((fault) => !all.some((isAllowed) => isAllowed(fault)));
  expect(unexpected, `errors in ${username}'s browser`).toEqual([]);
}

async function watch({ page, faults }: Person): Promise<void> {
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Reloading or leaving a page aborts its requests.
    if (!page.isClosed() && why !== "net::ERR_ABORTED") faults.push(`${request.url()} ${why}`);
  });
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`against the content policy: ${violatedDirective} ${blockedURI}`),
    ),
  );
}

// Browser tests speak like people: `const [ann, bob] = await people(2); await ann.says("hi"); await bob.hears("hi")`.
import { type Browser, type Page, expect, test as base } from "playwright/test";

import { type Server, startServer } from "./server";

export interface Options {
  // Why nothing can be opened here; undefined where there is a browser.
  noBrowser: string | undefined;
}

interface Fixtures extends Options {
  browserOrSkip: void;
  people: <Count extends number>(count: Count) => Promise<Many<Count>>;
  // At the door, with no account.
  stranger: Person;
}

// As many as were asked for, so that `[ann, bob]` are both known to be there.
type Many<Count extends number, Those extends Person[] = []> = Those["length"] extends Count
  ? Those
  : Many<Count, [...Those, Person]>;

export const test = base.extend<Fixtures, { server: Server }>({
  noBrowser: [undefined, { option: true }],

  browserOrSkip: [
    async ({ noBrowser }, use, info) => {
      info.skip(noBrowser !== undefined, noBrowser);
      await use();
    },
    { auto: true },
  ],

  // One a worker: what one test writes, the next may see.
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],

  people: async ({ browser, server }, use) => {
    const everyone: Person[] = [];
    await use(async <Count extends number>(count: Count) => {
      const first = everyone.length + 1;
      const names = Array.from({ length: count }, (_, i) => `test${first + i}`);
      const arrived = await Promise.all(names.map((name) => arrive(browser, server.url, name)));
      everyone.push(...arrived);
      return arrived as Many<Count>;
    });
    await Promise.all(everyone.map(leave));
  },

  stranger: async ({ browser, server }, use) => {
    const stranger = await visit(browser, server.url, "newcomer");
    await use(stranger);
    await leave(stranger);
  },
});

// Someone at a browser of their own.
export class Person {
  // Errors on the console, requests that failed, and what the content policy stopped.
  readonly faults: string[] = [];

  constructor(
    readonly username: string,
    readonly page: Page,
  ) {}

  async opens(roomName: string): Promise<void> {
    await this.room(roomName).click();
    await expect(this.page.getByRole("heading", { name: roomName })).toBeVisible();
    await expect(this.log).toHaveAttribute("aria-busy", "false");
  }

  async says(text: string): Promise<void> {
    await this.field.fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
    await this.hears(text);
  }

  // The newest of them: people repeat themselves.
  async hears(text: string): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  // On the list, whatever room is open.
  async hasUnread(roomName: string, count: number): Promise<void> {
    const badge = this.room(roomName).getByRole("img", { name: "unread" });
    if (count === 0) await expect(badge).toHaveCount(0);
    else await expect(badge).toHaveAccessibleName(`${count} unread`);
  }

  async signsIn(password: string): Promise<void> {
    await this.page.getByLabel("Username").fill(this.username);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await expect(this.rooms).toBeVisible();
  }

  async signsUp(nickname: string, password: string): Promise<void> {
    await this.page.getByRole("button", { name: "I am new here" }).click();
    await this.page.getByLabel("Username").fill(this.username);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByLabel("Nickname").fill(nickname);
    await this.page.getByRole("button", { name: "Sign up" }).click();
    await expect(this.rooms).toBeVisible();
  }

  async signsOut(): Promise<void> {
    await this.page.getByRole("button", { name: "Sign out" }).click();
    await this.isAtTheDoor();
  }

  async isAtTheDoor(): Promise<void> {
    await expect(this.page.getByRole("button", { name: "Sign in" })).toBeVisible();
  }

  get rooms() {
    return this.page.getByRole("navigation", { name: "Rooms" });
  }

  // What else its button says comes after the name.
  room(name: string) {
    return this.rooms.getByRole("button", { name: new RegExp(`^${RegExp.escape(name)}`) });
  }

  get log() {
    return this.page.getByRole("log");
  }

  message(text: string) {
    return this.log.getByText(text, { exact: true }).last();
  }

  get field() {
    return this.page.getByRole("textbox", { name: "Message" });
  }
}

// Of the demo's test1 … test10.
async function arrive(browser: Browser, url: string, username: string): Promise<Person> {
  const person = await visit(browser, url, username);
  await person.signsIn("1234");
  return person;
}

async function visit(browser: Browser, url: string, username: string): Promise<Person> {
  const context = await browser.newContext();
  const person = new Person(username, await context.newPage());
  await watch(person);
  await person.page.goto(url);
  return person;
}

// Whatever a test was about, nobody's browser may have had anything to complain of.
async function leave({ username, page, faults }: Person): Promise<void> {
  await page.context().close();
  expect(faults, `complaints of ${username}'s browser`).toEqual([]);
}

async function watch({ page, faults }: Person): Promise<void> {
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  const isThere = () => !page.isClosed();
  page.on(
    "requestfailed",
    (request) => isThere() && faults.push(`${request.url()} ${request.failure()?.errorText}`),
  );
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`against the content policy: ${violatedDirective} ${blockedURI}`),
    ),
  );
}

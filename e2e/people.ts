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
    await Promise.all(everyone.map((person) => person.page.context().close()));
  },
});

// Someone at a browser of their own, signed in.
class Person {
  constructor(
    readonly username: string,
    readonly page: Page,
  ) {}

  async opens(roomName: string): Promise<void> {
    await this.#rooms.getByRole("button", { name: roomName }).click();
    await expect(this.#log).toBeVisible();
  }

  async says(text: string): Promise<void> {
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
    await this.hears(text);
  }

  // The newest of them: people repeat themselves.
  async hears(text: string): Promise<void> {
    await expect(this.#log.getByText(text, { exact: true }).last()).toBeVisible();
  }

  async signsIn(password: string): Promise<void> {
    await this.page.getByLabel("Username").fill(this.username);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await expect(this.#rooms).toBeVisible();
  }

  get #rooms() {
    return this.page.getByRole("navigation", { name: "Rooms" });
  }

  get #log() {
    return this.page.getByRole("log");
  }
}

// Of the demo's test1 … test10.
async function arrive(browser: Browser, url: string, username: string): Promise<Person> {
  const context = await browser.newContext();
  const person = new Person(username, await context.newPage());
  await person.page.goto(url);
  await person.signsIn("1234");
  return person;
}

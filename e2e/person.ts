import { expect, type Page } from "playwright/test";

import type { Line } from "./trouble/line";

export class Person {
  // In one browser: console errors, failed requests, violations of the content security policy; and those that a test makes on purpose.
  readonly faults: string[] = [];
  readonly allowed: ((fault: string) => boolean)[] = [];
  // The proxy between this browser and the server, if there is one.
  line?: Line;

  constructor(
    readonly username: string,
    readonly page: Page,
  ) {}

  // To the browser this is another origin, so the demo user signs in again.
  async comesBy(line: Line): Promise<void> {
    this.line = line;
    line.leadsTo(this.page.context());
    await this.page.goto(line.url);
    await this.signsIn("1234");
  }

  async goesTo(page: "Friends" | "Chats" | "Settings"): Promise<void> {
    await this.navigation.getByRole("link", { name: page }).click();
    await expect(this.page.getByRole("heading", { name: page, exact: true })).toBeVisible();
  }

  async opens(roomName: string): Promise<void> {
    if (!(await this.rooms.isVisible())) await this.goesTo("Chats");
    await this.room(roomName).click();
    await this.isInRoom(roomName);
  }

  async isInRoom(name: string): Promise<void> {
    const title = this.page.getByRole("main").getByRole("heading", { name, exact: true, level: 1 });
    await expect(title).toBeVisible();
    await expect(this.log).toHaveAttribute("aria-busy", "false");
  }

  async says(text: string): Promise<void> {
    await this.field.fill(text);
    await this.page.getByRole("button", { name: "Send" }).click();
    await this.hears(text);
  }

  // The newest, in case the same text was sent before.
  async hears(text: string): Promise<void> {
    await expect(this.message(text)).toBeVisible();
  }

  async hasUnread(roomName: string, count: number): Promise<void> {
    const badge = this.room(roomName).getByRole("img", { name: "unread" });
    if (count === 0) await expect(badge).toHaveCount(0);
    else await expect(badge).toHaveAccessibleName(`${count} unread`);
  }

  async signsIn(password: string): Promise<void> {
    await this.page.getByLabel("Username").fill(this.username);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.isIn();
  }

  async signsUp(nickname: string, password: string): Promise<void> {
    await this.page.getByRole("button", { name: "Create an account" }).click();
    await this.page.getByLabel("Username").fill(this.username);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByLabel("Nickname").fill(nickname);
    await this.page.getByRole("button", { name: "Create account" }).click();
    await this.isIn();
  }

  async signsOut(): Promise<void> {
    await this.goesTo("Settings");
    await this.page.getByRole("button", { name: "Sign out", exact: true }).click();
    await this.isAtTheDoor();
  }

  async isIn(): Promise<void> {
    await expect(this.navigation).toBeVisible();
  }

  async isAtTheDoor(): Promise<void> {
    await expect(this.door).toBeVisible();
  }

  async adds(nickname: string): Promise<void> {
    await this.page.getByRole("button", { name: "Add a friend" }).first().click();
    await this.dialog.getByRole("textbox", { name: "Username or nickname" }).fill(nickname);
    await this.dialog.getByRole("button", { name: `Add ${nickname}` }).click();
    await expect(this.dialog.getByRole("listitem").filter({ hasText: nickname })).toContainText("Friend");
    await this.closes();
    await expect(this.friend(nickname)).toBeVisible();
  }

  async looksAt(nickname: string): Promise<void> {
    await this.friend(nickname).click();
    await expect(this.dialog).toHaveAccessibleName(`Profile of ${nickname}`);
  }

  async opensChatWith(nickname: string): Promise<void> {
    await this.looksAt(nickname);
    await this.dialog.getByRole("button", { name: "Chat" }).click();
    await this.isInRoom(nickname);
  }

  async blocks(nickname: string): Promise<void> {
    await this.looksAt(nickname);
    await this.dialog.getByRole("button", { name: "More" }).click();
    await this.page.getByRole("menuitem", { name: "Block" }).click();
    const question = this.page.getByRole("dialog", { name: `Block ${nickname}?` });
    await expect(question).toContainText("you won't get their direct messages");
    await question.getByRole("button", { name: "Block" }).click();
    await expect(question).toBeHidden();
    await this.closes();
  }

  // Opens the new group. Without a title it has another name, `called`.
  async makesGroup(title: string, nicknames: string[], called = title): Promise<void> {
    await this.goesTo("Chats");
    await this.page.getByRole("button", { name: "New group" }).click();
    await this.chooses(nicknames);
    await this.dialog.getByLabel("Group name").fill(title);
    await this.dialog.getByRole("button", { name: "Create" }).click();
    await this.isInRoom(called);
  }

  async chooses(nicknames: string[]): Promise<void> {
    for (const name of nicknames) await this.page.getByRole("checkbox", { name }).check();
  }

  async looksIntoRoom(): Promise<void> {
    const button = this.page.getByRole("button", { name: "Chat info" });
    if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
    await expect(this.info).toBeVisible();
  }

  async invites(nicknames: string[]): Promise<void> {
    await this.info.getByRole("button", { name: "Add people" }).click();
    await this.chooses(nicknames);
    const question = this.page.getByRole("dialog", { name: "Add people" });
    await question.getByRole("button", { name: "Add", exact: true }).click();
    await expect(question).toBeHidden();
  }

  // Uses the member's menu in the room info, and confirms if it asks.
  async doesTo(nickname: string, deed: string, question?: string): Promise<void> {
    await this.member(nickname).getByRole("button", { name: "More options for" }).click();
    await this.page.getByRole("menuitem", { name: deed }).click();
    if (question) await this.agrees(question, deed);
  }

  async leavesRoom(title: string, meaning: string): Promise<void> {
    await this.info.getByRole("button", { name: /^Leave/ }).click();
    const question = this.page.getByRole("dialog", { name: `Leave “${title}”?` });
    await expect(question).toContainText(meaning);
    await question.getByRole("button", { name: /^Leave/ }).click();
    await expect(this.room(title)).toHaveCount(0);
    await expect(this.info).toBeHidden();
  }

  async agrees(question: string, deed: string): Promise<void> {
    const dialog = this.page.getByRole("dialog", { name: question });
    await dialog.getByRole("button", { name: deed }).click();
    await expect(dialog).toBeHidden();
  }

  async closes(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.dialog).toBeHidden();
  }

  // Chromium logs every refused request. If the test expects the refusal, it is not a fault.
  async isRefused(status: number, doing: () => Promise<void>): Promise<void> {
    await doing();
    const isThat = (fault: string) => fault.includes(`the server responded with a status of ${status}`);
    await expect.poll(() => this.faults.some(isThat)).toBe(true);
    this.faults.splice(0, Infinity, ...this.faults.filter((fault) => !isThat(fault)));
  }

  // Sends without waiting for the result.
  async types(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press("Enter");
  }

  get navigation() {
    return this.page.getByRole("navigation", { name: "Main" });
  }

  get door() {
    return this.page.getByRole("button", { name: "Sign in" });
  }

  get dialog() {
    return this.page.getByRole("dialog");
  }

  // Beside the room, or on a phone over it.
  get info() {
    const by = { name: "Chat info" };
    return this.page.getByRole("complementary", by).or(this.page.getByRole("dialog", by));
  }

  member(nickname: string) {
    const members = this.info.getByRole("list", { name: "Members" });
    return members.getByRole("listitem").filter({ hasText: nickname });
  }

  // Other text follows the name.
  friend(nickname: string) {
    const name = new RegExp(`^${RegExp.escape(nickname)}`);
    const list = this.page.getByRole("list", { name: /^(Favourites|Friends ·)/ });
    return list.getByRole("listitem").getByRole("button", { name });
  }

  get rooms() {
    return this.page.getByRole("navigation", { name: "Chat list" });
  }

  // Other text follows the name. If a comma follows, it is an unnamed group.
  room(name: string) {
    return this.rooms.getByRole("link", { name: new RegExp(`^${RegExp.escape(name)}(?!,)`) });
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

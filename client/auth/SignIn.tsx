import { createSignal, Show } from "solid-js";

import { Refused } from "../api";
import { words } from "../i18n/words";
import { signIn, signUp } from "./session";

export function SignIn() {
  const [isNew, setNew] = createSignal(false);
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");

  async function submit(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    const [username, password] = [field("username").trim(), field("password")];
    setFault("");
    setBusy(true);
    try {
      await (isNew() ? signUp(username, password, field("nickname")) : signIn(username, password));
    } catch (error) {
      setFault(faultOf(error, isNew()));
    }
    setBusy(false);
  }

  function change(): void {
    setFault("");
    setNew(!isNew());
  }

  return (
    <main class="door">
      <form class="door-card" onSubmit={(event) => void submit(event)}>
        <img class="door-potato" src="/potato.svg" alt="" width="72" height="72" />
        <h1>{words.appName}</h1>
        <p class="door-hint">{isNew() ? words.welcomeNew : words.welcome}</p>
        <label>
          {words.username}
          <input name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          {words.password}
          <input
            name="password"
            type="password"
            autocomplete={isNew() ? "new-password" : "current-password"}
            required
          />
        </label>
        <Show when={isNew()}>
          <label>
            {words.nickname}
            <input name="nickname" autocomplete="nickname" required />
          </label>
        </Show>
        <p class="door-fault" role="alert">
          {fault()}
        </p>
        <button class="primary" type="submit" disabled={isBusy()}>
          {isNew() ? words.signUp : words.signIn}
        </button>
        <button class="quiet" type="button" onClick={change}>
          {isNew() ? words.iHaveAnAccount : words.iAmNew}
        </button>
      </form>
    </main>
  );
}

function faultOf(error: unknown, isNew: boolean): string {
  if (!(error instanceof Refused)) return words.refused.internal;
  if (error.code === "unauthenticated") return words.wrongPassword;
  if (error.code === "conflict") return words.nameTaken;
  const [field] = error.fields;
  if (isNew && (field === "username" || field === "password" || field === "nickname"))
    return words.rules[field];
  return words.refused[error.code];
}

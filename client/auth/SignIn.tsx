import { createSignal, Show } from "solid-js";

import type { RequestError } from "../api";
import { words } from "../i18n/words";
import { Button } from "../ui/Button";
import { Field } from "../ui/form/Field";
import { createForm, type Faults } from "../ui/form/form";
import { Forgotten } from "./Forgotten";
import { createNameCheck, takenText } from "./nameCheck";
import { hasEnded, signIn, signUp } from "./session";

export function SignIn() {
  const [isNew, setNew] = createSignal(false);
  const form = createForm(
    (field) => {
      const [username, password] = [field("username").trim(), field("password")];
      return isNew() ? signUp(username, password, field("nickname")) : signIn(username, password);
    },
    (refused) => explained(refused, isNew()),
  );
  const names = createNameCheck(form.mark);
  const isFresh = () => isNew() || !hasEnded();

  function change(): void {
    names.forget("username");
    names.forget("nickname");
    form.clear();
    setNew(!isNew());
  }

  return (
    <main class="door">
      <form class="door-card form" noValidate onSubmit={form.onSubmit}>
        <img class="door-potato" src="/potato.svg" alt="" width="72" height="72" />
        <h1>{words.appName}</h1>
        <p class="door-hint" role={isFresh() ? undefined : "status"}>
          <Show when={isFresh()} fallback={words.signedOutElsewhere}>
            {isNew() ? words.welcomeNew : words.welcome}
          </Show>
        </p>
        <Field
          label={words.username}
          name="username"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          hint={isNew() ? words.rules.username : ""}
          fault={form.fault("username")}
          {...(isNew() ? names.watch("username") : {})}
        />
        <Field
          label={words.password}
          name="password"
          type="password"
          autocomplete={isNew() ? "new-password" : "current-password"}
          required
          hint={isNew() ? words.rules.password : ""}
          fault={form.fault("password")}
        />
        <Show when={isNew()}>
          <Field
            label={words.nickname}
            name="nickname"
            autocomplete="nickname"
            required
            hint={words.rules.nickname}
            fault={form.fault("nickname")}
            {...names.watch("nickname")}
          />
        </Show>
        <p class="fault" role="alert">
          {form.whole()}
        </p>
        <Button kind="primary" type="submit" isBusy={form.isBusy()}>
          {isNew() ? words.signUp : words.signIn}
        </Button>
        <Button kind="quiet" onClick={change}>
          {isNew() ? words.iHaveAnAccount : words.iAmNew}
        </Button>
        <Show when={!isNew()}>
          <Forgotten />
        </Show>
      </form>
    </main>
  );
}

function explained({ code, fields }: RequestError, isNew: boolean): Faults | undefined {
  if (code === "unauthenticated" || (code === "invalid" && !isNew)) return { whole: words.wrongPassword };
  if (code !== "conflict") return undefined;
  const clashing = Object.entries(takenText).filter(([name]) => fields.includes(name));
  if (clashing.length === 0) return { whole: words.nameTaken };
  return { fields: Object.fromEntries(clashing.map(([name, text]) => [name, text()])) };
}

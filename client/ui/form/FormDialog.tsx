import type { JSX } from "solid-js";

import { words } from "../../i18n/words";
import { Button } from "../Button";
import { Dialog } from "../Dialog";
import type { createForm } from "./form";

interface FormDialogProps {
  title: string;
  form: ReturnType<typeof createForm>;
  // The label of the submit button.
  action: string;
  isDangerous?: boolean;
  onClose: () => void;
  children: JSX.Element;
}

/** A form in a dialog: its fields, the error of the whole form, and the buttons to cancel and submit. */
export function FormDialog(props: FormDialogProps) {
  return (
    <Dialog title={props.title} onClose={() => props.onClose()}>
      <form class="form" noValidate onSubmit={(event) => props.form.onSubmit(event)}>
        {props.children}
        <p class="fault" role="alert">
          {props.form.whole()}
        </p>
        <div class="actions">
          <Button onClick={() => props.onClose()}>{words.cancel}</Button>
          <Button kind={props.isDangerous ? "danger" : "primary"} type="submit" isBusy={props.form.isBusy()}>
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A dialog that is a form: it closes when what was asked for is done. */
import { type ReactNode, useEffect, useId } from "react";
import { t } from "../words/words.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Form, useSubmission } from "./form.tsx";
import { hideThenClose } from "./modal.ts";

interface Props {
  title: string;
  /** The word on the button that does it. */
  does: string;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  disabled?: boolean;
  /** Beside the other buttons, such as a test. */
  extra?: ReactNode;
}

export function FormDialog({ title, does, onSubmit, onClose, children, wide, disabled, extra }: Props) {
  const id = useId();
  const submission = useSubmission(async () => {
    await onSubmit();
    onClose();
  });
  // Where there is no keyboard of keys, one that covers half of the form would come up.
  useEffect(() => {
    if (!matchMedia("(pointer: fine)").matches) return;
    document.getElementById(id)?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, [id]);
  return (
    <Dialog
      title={title}
      wide={wide}
      onClose={onClose}
      actions={
        <>
          {extra}
          <Button onClick={() => hideThenClose(onClose)}>{t("cancel")}</Button>
          <Button type="submit" form={id} look="primary" busy={submission.busy} disabled={disabled}>
            {does}
          </Button>
        </>
      }
    >
      <Form id={id} submission={submission}>
        {children}
      </Form>
    </Dialog>
  );
}

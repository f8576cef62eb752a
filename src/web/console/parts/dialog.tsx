/** The platform's modal dialog: focus kept inside and given back, Escape closes it. */
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { t } from "../words/words.ts";
import { IconButton } from "./button.tsx";
import { hideThenClose, showThenModal } from "./modal.ts";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** The row of buttons at the end. */
  actions?: ReactNode;
  wide?: boolean;
}

export function Dialog({ title, onClose, children, actions, wide = false }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const close = () => hideThenClose(onClose);
  // Before anything is drawn, both ways: a key pressed right after it is gone goes to where the focus came from.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    if (dialog) showThenModal(dialog);
    return () => {
      dialog?.close();
      const back = before instanceof HTMLElement && before.isConnected ? before : null;
      // What opened it may be gone, such as the button of a bar that has closed as well.
      (back ?? document.getElementById("main"))?.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className={wide ? "dialog wide" : "dialog"}
      aria-labelledby={heading}
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        close();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div className="dialog-body">
        <header>
          <h2 id={heading}>{title}</h2>
          <IconButton icon="close" label={t("close")} onClick={close} />
        </header>
        {children}
        {actions && <footer>{actions}</footer>}
      </div>
    </dialog>
  );
}

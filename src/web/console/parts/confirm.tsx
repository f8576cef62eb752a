/** Asks before something is gone, by name and number. */
import { useState } from "react";
import { createStore, useStore } from "../state/store.ts";
import { t } from "../words/words.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { hideThenClose } from "./modal.ts";

interface Question {
  title: string;
  text: string;
  /** The word on the button that does it. */
  does: string;
  danger?: boolean;
  /** Asks for a line of text as well. */
  input?: { label: string; placeholder: string };
}

interface Asked extends Question {
  answer: (answer: string | null) => void;
}

const question = createStore<Asked | null>(null);

/** @returns null when the person decided against it; else what they typed, or an empty text */
export function ask(asked: Question): Promise<string | null> {
  return new Promise((resolve) => {
    question.set({
      ...asked,
      answer: (answer) => {
        question.set(null);
        resolve(answer);
      },
    });
  });
}

export function Questions() {
  const asked = useStore(question);
  return asked && <QuestionDialog key={asked.title} {...asked} />;
}

function QuestionDialog({ title, text, does, danger = false, input, answer }: Asked) {
  const [typed, setTyped] = useState("");
  return (
    <Dialog
      title={title}
      onClose={() => answer(null)}
      actions={
        <>
          <Button onClick={() => hideThenClose(() => answer(null))}>{t("cancel")}</Button>
          <Button look={danger ? "danger" : "primary"} onClick={() => hideThenClose(() => answer(typed))}>
            {does}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      {input && (
        <label className="field">
          {input.label}
          <input
            value={typed}
            placeholder={input.placeholder}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      )}
    </Dialog>
  );
}

/** A link to a private picture that works for a while. */
import { useState } from "react";
import { signedLink } from "../api/library.ts";
import { Button } from "../parts/button.tsx";
import { copyText } from "../parts/copy.ts";
import { Form, SelectField, useSubmission } from "../parts/form.tsx";
import { dateTime, t } from "../words/words.ts";

const LASTS = [
  ["3600", "share.hour"],
  ["86400", "share.day"],
  ["604800", "share.week"],
] as const;

export function ShareLink({ id }: { id: string }) {
  const [seconds, setSeconds] = useState("86400");
  const [link, setLink] = useState<{ url: string; expiresAtUtc: string } | null>(null);
  const submission = useSubmission(async () => {
    const made = await signedLink(id, Number(seconds));
    setLink(made);
    await copyText(made.url, t("share.copied"));
  });
  return (
    <Form submission={submission}>
      <SelectField
        label={t("share.lasts")}
        value={seconds}
        options={LASTS.map(([value, word]) => [value, t(word)] as const)}
        onChange={setSeconds}
      />
      <div>
        <Button type="submit" icon="link" busy={submission.busy}>
          {t("share.make")}
        </Button>
      </div>
      {link && (
        <>
          <code className="link-text" tabIndex={0}>
            {link.url}
          </code>
          <small className="muted">{t("share.until", { time: dateTime(link.expiresAtUtc) })}</small>
        </>
      )}
    </Form>
  );
}

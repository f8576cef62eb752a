/**
 * Which API this browser talks to. The content security policy admits only the address that a cookie names
 * (src/http/routes/console.ts), so a new one is tried after a reload under the policy that admits it, and kept only
 * when an API answers there.
 */
import { useState } from "react";
import { Button } from "../parts/button.tsx";
import { Form, TextField, useSubmission } from "../parts/form.tsx";
import { tryApi } from "../session/api-choice.ts";
import { apiAddress } from "../session/session.ts";
import { t } from "../words/words.ts";

export function ApiAddressForm() {
  const [address, setAddress] = useState(apiAddress.get());
  const [problem, setProblem] = useState<string | null>(null);
  const submission = useSubmission(async () => {
    setProblem(tryApi(address.trim()) ? null : t("api.invalid"));
  });
  return (
    <Form submission={submission}>
      <TextField
        label={t("api.address")}
        hint={t("api.hint")}
        error={problem}
        type="url"
        placeholder={location.origin}
        value={address}
        onChange={setAddress}
      />
      <div>
        <Button type="submit" busy={submission.busy}>
          {t("api.use")}
        </Button>
      </div>
    </Form>
  );
}

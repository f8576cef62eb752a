/** Nobody answers at the API's address: try again, or say where it is. */
import { useState } from "react";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { apiAddress } from "../session/session.ts";
import { reachable, readDeployment } from "../session/sign-in.ts";
import { t } from "../words/words.ts";
import { ApiAddressForm } from "./api-address.tsx";

export function Unreachable() {
  const [busy, setBusy] = useState(false);
  async function retry() {
    setBusy(true);
    await readDeployment();
    setBusy(false);
  }
  return (
    <Dialog
      title={t("unreachable.title")}
      onClose={() => reachable.set(true)}
      actions={
        <Button look="primary" icon="retry" busy={busy} onClick={() => void retry()}>
          {t("tryAgain")}
        </Button>
      }
    >
      <p>{t("unreachable.text", { address: apiAddress.get() || location.origin })}</p>
      <details>
        <summary>{t("api.elsewhere")}</summary>
        <ApiAddressForm />
      </details>
    </Dialog>
  );
}

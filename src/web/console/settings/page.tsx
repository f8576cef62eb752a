/** What holds in this deployment, how it is doing, and which API this browser talks to. */
import { ApiAddressForm } from "../frame/api-address.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { Page } from "../parts/page.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { may } from "../session/session.ts";
import { deployment } from "../session/sign-in.ts";
import { useQuery } from "../state/query.ts";
import { useStore } from "../state/store.ts";
import { bytes, t } from "../words/words.ts";
import { Health } from "./health.tsx";
import { ping } from "./ping.ts";

const EVERY_MILLISECONDS = 15_000;

export default function SettingsPage() {
  const limits = useStore(deployment);
  const { data, error } = useQuery("ping", ping, { every: EVERY_MILLISECONDS });
  return (
    <Page title={t("nav.settings")} narrow>
      <section className="block">
        <h2>{t("settings.deployment")}</h2>
        <dl className="facts">
          <div>
            <dt>{t("settings.answers")}</dt>
            <dd>{data ? t("settings.inMilliseconds", { n: data.milliseconds }) : "…"}</dd>
          </div>
          <div>
            <dt>{t("settings.maxUpload")}</dt>
            <dd>{bytes(limits.maxUploadSizeBytes)}</dd>
          </div>
          <div>
            <dt>{t("settings.types")}</dt>
            <dd>{limits.allowedContentTypes.join(", ")}</dd>
          </div>
          <div>
            <dt>{t("settings.apiKeys")}</dt>
            <dd>{t(limits.apiKeyRequired ? "on" : "off")}</dd>
          </div>
        </dl>
        {error !== undefined && <FailureNote failure={error} />}
        {!data && !error && <SkeletonRows rows={1} />}
      </section>
      <Health />
      <section className="block">
        <h2>{t("settings.apiTitle")}</h2>
        {may("settings.update") ? <ApiAddressForm /> : <p className="muted">{t("settings.apiReadOnly")}</p>}
      </section>
      {may("providers.read") && (
        <p>
          <a href="/providers">{t("settings.toStorage")}</a>
        </p>
      )}
    </Page>
  );
}

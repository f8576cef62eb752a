import { Page } from "../parts/page.tsx";
import { EmptyState } from "../parts/state.tsx";
import { landing } from "../routing/routes.ts";
import { t } from "../words/words.ts";

export function NotFound() {
  return (
    <Page title={t("notFound.title")}>
      <EmptyState
        icon="search"
        title={t("notFound.heading")}
        action={
          <a className="button plain" href={landing()}>
            {t("notFound.back")}
          </a>
        }
      >
        {t("notFound.text")}
      </EmptyState>
    </Page>
  );
}

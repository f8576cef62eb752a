/** In the place of the list when it has nothing to show. */
import { Button } from "../parts/button.tsx";
import { EmptyState } from "../parts/state.tsx";
import { setQuery } from "../routing/location.ts";
import { may } from "../session/session.ts";
import { t } from "../words/words.ts";

export function NothingHere({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        icon="search"
        title={t("library.noMatch")}
        action={
          <Button onClick={() => setQuery({ query: null, keyword: null, status: null, contentType: null })}>
            {t("filter.reset")}
          </Button>
        }
      >
        {t("library.noMatchText")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="image"
      title={t("library.empty")}
      action={
        may("assets.create") && (
          <a className="button primary" href="/assets/upload">
            {t("nav.upload")}
          </a>
        )
      }
    >
      {t("library.emptyText")}
    </EmptyState>
  );
}

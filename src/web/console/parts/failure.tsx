/** Failures in words, with the trace id that finds them in the server's log. */
import { Failure, sentenceOf } from "../session/failure.ts";
import { t } from "../words/words.ts";
import { Button } from "./button.tsx";
import { copyText } from "./copy.ts";
import { Icon } from "./icon.tsx";

export function FailureNote({ failure }: { failure: unknown }) {
  return (
    <div className="note bad" role="alert">
      <p>{sentenceOf(failure)}</p>
      <TraceId failure={failure} />
    </div>
  );
}

/** A server that is only slow has one. */
function hasNoConnection(failure: unknown): boolean {
  return failure instanceof Failure && failure.code === "offline";
}

/** In place of a page's content. */
export function FailureState({ failure, retry }: { failure: unknown; retry: () => void }) {
  return (
    <div className="state" role="alert">
      <Icon name="warning" />
      <h2>{t(hasNoConnection(failure) ? "failure.offlineTitle" : "failure.title")}</h2>
      <p>{sentenceOf(failure)}</p>
      <TraceId failure={failure} />
      <Button icon="retry" onClick={retry}>
        {t("tryAgain")}
      </Button>
    </div>
  );
}

function TraceId({ failure }: { failure: unknown }) {
  const traceId = failure instanceof Failure ? failure.traceId : null;
  if (traceId === null) return null;
  return (
    <p className="trace">
      <span>{t("failure.trace")}</span> <code>{traceId}</code>
      <button type="button" className="inline-button" onClick={() => void copyText(traceId)}>
        {t("copy")}
      </button>
    </p>
  );
}

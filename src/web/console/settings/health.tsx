/** How the deployment is doing: its version, its background work, and the settings that hold. */
import { Fragment } from "react";
import { type Health as Facts, readHealth } from "../api/health.ts";
import { FailureNote } from "../parts/failure.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { useQuery } from "../state/query.ts";
import { ago, number, t } from "../words/words.ts";

const EVERY_MILLISECONDS = 10_000;

export function Health() {
  const { data, error } = useQuery("health", readHealth, { every: EVERY_MILLISECONDS });
  return (
    <>
      <section className="block">
        <h2>{t("health.jobs")}</h2>
        {data ? (
          <Jobs jobs={data.jobs} removals={data.waitingRemovals} />
        ) : (
          !error && <SkeletonRows rows={2} />
        )}
        {error !== undefined && <FailureNote failure={error} />}
      </section>
      {data && (
        <section className="block">
          <h2>{t("health.settings")}</h2>
          <dl className="facts">
            <div>
              <dt>{t("health.version")}</dt>
              <dd>{data.version}</dd>
            </div>
            {Object.entries(data.settings).map(([name, value]) => (
              <div key={name}>
                <dt>
                  <code>
                    {name.split(/(?<=_)/).map((part) => (
                      <Fragment key={part}>
                        {part}
                        <wbr />
                      </Fragment>
                    ))}
                  </code>
                </dt>
                <dd>{Array.isArray(value) ? value.join(", ") : String(value ?? "–")}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

function Jobs({ jobs, removals }: { jobs: Facts["jobs"]; removals: number }) {
  const facts: [string, string, boolean][] = [
    [t("health.queued"), number(jobs.queued), false],
    [t("health.running"), number(jobs.running), false],
    [t("health.failed"), number(jobs.failed), jobs.failed > 0],
    [t("health.removals"), number(removals), false],
  ];
  return (
    <>
      <dl className="figures">
        {facts.map(([name, value, isBad]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={isBad ? "bad" : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {jobs.oldestQueuedAtUtc && (
        <p className="muted">{t("health.oldest", { time: ago(jobs.oldestQueuedAtUtc) })}</p>
      )}
      {jobs.lastError && <p className="note bad">{jobs.lastError}</p>}
    </>
  );
}

/** What the library holds, as a picture. */
import { readUsage, type Usage } from "../api/library.ts";
import { Dialog } from "../parts/dialog.tsx";
import { FailureNote } from "../parts/failure.tsx";
import { SkeletonRows } from "../parts/state.tsx";
import { useQuery } from "../state/query.ts";
import { bytes, number, t } from "../words/words.ts";
import { formatName } from "./item.ts";

export function Stats({ onClose }: { onClose: () => void }) {
  const { data, error } = useQuery("usage", readUsage);
  return (
    <Dialog title={t("stats.title")} onClose={onClose}>
      {data ? <Figures usage={data} /> : error ? <FailureNote failure={error} /> : <SkeletonRows rows={4} />}
    </Dialog>
  );
}

function Figures({ usage }: { usage: Usage }) {
  const { totalAssets, totalBytes, totalDerivatives, contentTypeBreakdown, mostActiveSkill } = usage;
  return (
    <>
      <dl className="figures">
        <div>
          <dt>{t("stats.images")}</dt>
          <dd>{number(totalAssets)}</dd>
        </div>
        <div>
          <dt>{t("stats.size")}</dt>
          <dd>{bytes(totalBytes)}</dd>
        </div>
        <div>
          <dt>{t("stats.derivatives")}</dt>
          <dd>{number(totalDerivatives)}</dd>
        </div>
        <div>
          <dt>{t("stats.skill")}</dt>
          <dd>
            {mostActiveSkill ? mostActiveSkill.skillName : "–"}
            {mostActiveSkill && <small>{t("stats.runs", { n: mostActiveSkill.runCount })}</small>}
          </dd>
        </div>
      </dl>
      <div className="bars">
        {contentTypeBreakdown.map(({ contentType, count, totalBytes: size }) => (
          <div key={contentType} className="bar-row">
            <span>{formatName(contentType)}</span>
            <div className="bar" aria-hidden="true">
              <div style={{ width: `${(100 * count) / Math.max(1, totalAssets)}%` }} />
            </div>
            <span className="figure">{number(count)}</span>
            <span className="figure">{bytes(size)}</span>
          </div>
        ))}
      </div>
    </>
  );
}

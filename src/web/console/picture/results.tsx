/** What models found, as cards; the JSON behind them on demand. */
import type { Detail } from "../api/library.ts";
import { copyText } from "../parts/copy.ts";
import { ago, t } from "../words/words.ts";

type Payload = Record<string, unknown>;

export function Results({ detail: { structuredResults } }: { detail: Detail }) {
  if (structuredResults.length === 0) return null;
  return (
    <section>
      <h2>{t("results")}</h2>
      <div className="cards">
        {structuredResults.map(({ kind, payloadJson, createdAtUtc }) => (
          <article key={kind} className="card">
            <header>
              <h3>{titleOf(kind)}</h3>
              <small className="muted">{ago(createdAtUtc)}</small>
            </header>
            <Content payload={parse(payloadJson)} raw={payloadJson} />
          </article>
        ))}
      </div>
    </section>
  );
}

function titleOf(kind: string): string {
  switch (kind) {
    case "caption":
    case "basic_caption":
      return t("results.caption");
    case "alt-text":
      return t("fact.altText");
    case "structured-metadata":
      return t("results.metadata");
    default:
      return kind;
  }
}

function parse(json: string): Payload | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function Content({ payload, raw }: { payload: Payload | null; raw: string }) {
  const sentence = payload?.caption ?? payload?.altText;
  const text = payload?.text;
  const generator = payload?.generator;
  return (
    <>
      {typeof sentence === "string" && (
        <div>
          <p>{sentence}</p>
          <button type="button" className="inline-button" onClick={() => void copyText(sentence)}>
            {t("copy")}
          </button>
        </div>
      )}
      <Words label={t("results.tags")} words={listOf(payload?.tags)} />
      <Words label={t("results.objects")} words={listOf(payload?.objects)} />
      <Words label={t("results.colors")} words={listOf(payload?.colors)} colours />
      {typeof text === "string" && text !== "" && (
        <div>
          <small className="muted">{t("results.text")}</small>
          <p className="found-text">{text}</p>
        </div>
      )}
      <details>
        <summary>
          <small className="muted">{typeof generator === "string" ? generator : "JSON"}</small>
        </summary>
        <pre>{payload === null ? raw : JSON.stringify(payload, null, 2)}</pre>
      </details>
    </>
  );
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((word) => typeof word === "string") : [];
}

function Words({ label, words, colours = false }: { label: string; words: string[]; colours?: boolean }) {
  if (words.length === 0) return null;
  return (
    <div>
      <small className="muted">{label}</small>
      <ul className="words">
        {[...new Set(words)].map((word) => (
          <li key={word} className="tag">
            {colours && CSS.supports("color", word) && (
              <span className="swatch" style={{ background: word }} />
            )}
            {word}
          </li>
        ))}
      </ul>
    </div>
  );
}

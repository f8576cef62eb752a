/** What was made from the picture, to look at and to fetch. */
import type { Detail } from "../api/library.ts";
import { formatName, nameOf } from "../library/item.ts";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { toast } from "../parts/toast.tsx";
import { callForBytes } from "../session/call.ts";
import { sentenceOf } from "../session/failure.ts";
import { bytes, t } from "../words/words.ts";

export function Renditions({ detail }: { detail: Detail }) {
  const { id, derivatives } = detail;
  const base = nameOf(detail).replace(/\.\w+$/, "");
  async function download(path: string, name: string) {
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await callForBytes(path));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (thrown) {
      toast(sentenceOf(thrown), { tone: "bad" });
    }
  }
  return (
    <section>
      <h2>{t("stats.derivatives")}</h2>
      <ul className="renditions">
        <Line
          label={t("picture.original")}
          facts={`${formatName(detail.contentType)} · ${bytes(detail.size)}`}
          href={detail.publicUrl}
          onDownload={() => void download(`/api/v1/assets/${id}/content`, nameOf(detail))}
        />
        {derivatives.map(({ kind, contentType, extension, size, width, height, publicUrl }) => (
          <Line
            key={kind}
            label={kind}
            facts={`${width ?? "?"}×${height ?? "?"} · ${formatName(contentType)} · ${bytes(size)}`}
            href={publicUrl}
            onDownload={() =>
              void download(`/api/v1/assets/${id}/derivatives/${kind}/content`, `${base}-${kind}${extension}`)
            }
          />
        ))}
      </ul>
    </section>
  );
}

interface LineProps {
  label: string;
  facts: string;
  href: string | null;
  onDownload: () => void;
}

function Line({ label, facts, href, onDownload }: LineProps) {
  return (
    <li>
      <span>
        <strong>{label}</strong>
        <small className="figure">{facts}</small>
      </span>
      {href && (
        <a
          className="icon-button"
          href={href}
          target="_blank"
          rel="noreferrer"
          aria-label={t("openNamed", { name: label })}
          title={t("openNamed", { name: label })}
        >
          <Icon name="eye" />
        </a>
      )}
      <IconButton icon="download" label={t("downloadNamed", { name: label })} onClick={onDownload} />
    </li>
  );
}

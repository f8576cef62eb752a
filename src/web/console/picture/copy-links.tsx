/** The picture's link in each form, to look at and to copy. */
import { useState } from "react";
import type { Detail } from "../api/library.ts";
import { linkOf } from "../library/share.ts";
import { Button } from "../parts/button.tsx";
import { copyText } from "../parts/copy.ts";
import { FORMAT_NAMES, LINK_FORMATS, type LinkFormat } from "../parts/links.ts";
import { recall, remember } from "../state/browser-storage.ts";
import { t } from "../words/words.ts";

export function CopyLinks({ detail }: { detail: Detail }) {
  const [format, setFormat] = useState<LinkFormat>(
    LINK_FORMATS.find((each) => each === recall("link-format")) ?? "markdown",
  );
  const link = linkOf(detail, format);
  return (
    <div className="copy-links">
      <div className="segmented" role="group" aria-label={t("copyLinks")}>
        {LINK_FORMATS.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={each === format}
            onClick={() => {
              remember("link-format", each);
              setFormat(each);
            }}
          >
            {FORMAT_NAMES[each]}
          </button>
        ))}
      </div>
      <code className="link-text" tabIndex={0}>
        {link}
      </code>
      <Button icon="copy" onClick={() => void copyText(link)}>
        {t("copyAs", { format: FORMAT_NAMES[format] })}
      </Button>
    </div>
  );
}

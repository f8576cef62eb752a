/** Links of what is selected: to the clipboard, or as a list to keep. */
import { type Detail, readDetail } from "../api/library.ts";
import { copyText } from "../parts/copy.ts";
import { type LinkFormat, linkAs } from "../parts/links.ts";
import { toast } from "../parts/toast.tsx";
import { t } from "../words/words.ts";
import { inPortions } from "./bulk.ts";

const AT_ONCE = 6;

/** Alt texts are not in the list, so each picture is asked for. */
async function readDetails(ids: string[]): Promise<Detail[]> {
  const details: Detail[] = [];
  await inPortions(t("bulk.collecting"), ids, AT_ONCE, async (portion) => {
    details.push(...(await Promise.all(portion.map(readDetail))));
  });
  return details;
}

export async function copyLinks(ids: string[], format: LinkFormat): Promise<void> {
  const details = await readDetails(ids);
  const links = details.flatMap((detail) => (detail.publicUrl === null ? [] : [linkOf(detail, format)]));
  if (links.length > 0) await copyText(links.join("\n"), t("bulk.copied", { n: links.length }));
  const hidden = details.length - links.length;
  if (hidden > 0) toast(t("bulk.noLink", { n: hidden }), { tone: "bad" });
}

export function linkOf(detail: Detail, format: LinkFormat): string {
  const { publicUrl, altText, originalFileName, width, height } = detail;
  return linkAs(format, { url: publicUrl ?? "", alt: altText ?? originalFileName ?? "", width, height });
}

export async function downloadList(ids: string[]): Promise<void> {
  const details = await readDetails(ids);
  const lines = details.map(
    ({ id, originalFileName, contentType, size, width, height, isPublic, publicUrl, altText }) =>
      [id, originalFileName, contentType, size, width, height, isPublic, publicUrl, altText]
        .map(cell)
        .join(","),
  );
  const head = "id,name,type,bytes,width,height,public,url,alt";
  const file = new Blob([`\uFEFF${[head, ...lines].join("\r\n")}\r\n`], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `nekohub-${new Date().toISOString().slice(0, 10)}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Spreadsheets run what starts like a formula; a quote before it keeps it a text. */
function cell(value: string | number | boolean | null): string {
  const text = String(value ?? "").replace(/^[=+\-@\t]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

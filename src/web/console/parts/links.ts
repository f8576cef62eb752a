/** A picture's address in the forms that people paste. */
export const LINK_FORMATS = ["url", "markdown", "html", "bbcode"] as const;
export type LinkFormat = (typeof LINK_FORMATS)[number];

export const FORMAT_NAMES: Record<LinkFormat, string> = {
  url: "URL",
  markdown: "Markdown",
  html: "HTML",
  bbcode: "BBCode",
};

interface Linked {
  url: string;
  alt: string;
  width: number | null;
  height: number | null;
}

export function linkAs(format: LinkFormat, { url, alt, width, height }: Linked): string {
  switch (format) {
    case "url":
      return url;
    case "markdown":
      return `![${alt.replace(/[[\]\\]/g, "\\$&").replace(/\s+/g, " ")}](${url.replace(/[()]/g, encodeURIComponent)})`;
    case "html": {
      const size = width && height ? ` width="${width}" height="${height}"` : "";
      return `<img src="${escaped(url)}" alt="${escaped(alt)}"${size}>`;
    }
    case "bbcode":
      return `[img]${url}[/img]`;
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

import { AppError } from "../../errors.ts";

/** Reads one of the font files that the build puts into `public/_fonts/`, as `common/4e`; null when there is none. */
export type GlyphFiles = (name: string) => Promise<ArrayBuffer | null>;

/** A binding to static files has no host of its own; any will do. */
const FOLDER = "https://site.invalid/_fonts/";

/** @param site - the static files of `public/` */
export function glyphFiles(site: Pick<Fetcher, "fetch">): GlyphFiles {
  return async (name) => {
    const response = await site.fetch(new URL(`${name}.ttf`, FOLDER));
    if (response.ok) return response.arrayBuffer();
    await response.body?.cancel();
    if (response.status === 404) return null;
    throw new AppError(
      "watermark_font_unavailable",
      `The font file ${name} could not be read (${response.status}), so the watermark cannot be drawn.`,
    );
  };
}

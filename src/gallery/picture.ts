/** A picture in markup: the renditions that exist, never an original where a small one would do. */
import { type Asset, type Rendition, THUMBNAIL_KIND } from "../assets/asset.ts";
import { publicUrl } from "../assets/links.ts";
import type { Services } from "../services.ts";
import { html, type Markup } from "./html.ts";

type Linking = Pick<Services, "settings" | "origin">;

/** Layout keeps ratios within these bounds, so that a panorama is no thread and a tower no wall; the viewer crops nothing. */
const NARROWEST = 0.5;
const WIDEST = 2.6;

export interface PictureOptions {
  /** The `sizes` attribute, without `auto`. */
  sizes: string;
  alt: string;
  /** The one that counts for the first impression: fetched at once, before all else. */
  eager?: boolean;
}

/** The address of bytes as a page of ours writes it: without the origin where it is our own. */
export function address(services: Linking, storageKey: string): string {
  const url = publicUrl(services, storageKey);
  return url.startsWith(`${services.origin}/`) ? url.slice(services.origin.length) : url;
}

export function ratio({ width, height }: Pick<Asset, "width" | "height">): number {
  return width && height ? width / height : 1;
}

export function layoutRatio(asset: Pick<Asset, "width" | "height">): number {
  return Number(Math.min(WIDEST, Math.max(NARROWEST, ratio(asset))).toFixed(3));
}

/** Six hexadecimal digits and nothing else may reach a style attribute. */
export function colour({ dominantColor }: Pick<Asset, "dominantColor">): string {
  return /^#[0-9a-f]{6}$/i.test(dominantColor ?? "") ? (dominantColor ?? "") : "";
}

/** Modern formats, best compressed first; a browser takes the first that it knows. */
const SOURCE_TYPES = ["image/avif", "image/webp"];

interface Sized extends Rendition {
  width: number;
}

/** `<kind>_<size>` renditions of one type, narrowest first; what other skills made (a watermark, say) is not among them. */
export function responsive({ renditions }: Pick<Asset, "renditions">, contentType: string): Sized[] {
  const kind = new RegExp(`^${contentType.slice(contentType.indexOf("/") + 1)}_\\d+$`);
  return renditions
    .filter((made): made is Sized => kind.test(made.kind) && made.contentType === contentType && !!made.width)
    .sort((a, b) => a.width - b.width);
}

/** What an `<img>` shows that knows no `srcset`: the thumbnail, else the smallest there is. */
export function fallback(asset: Pick<Asset, "renditions">): Rendition | null {
  const thumbnail = asset.renditions.find(({ kind }) => kind === THUMBNAIL_KIND);
  return thumbnail ?? SOURCE_TYPES.toReversed().flatMap((type) => responsive(asset, type))[0] ?? null;
}

/** @returns null when no rendition exists */
export function picture(services: Linking, asset: Asset, options: PictureOptions): Markup | null {
  const small = fallback(asset);
  if (small === null) return null;
  const sources = SOURCE_TYPES.map((type) => source(services, type, responsive(asset, type), options));
  return html`<picture>${sources}${image(asset, address(services, small.storageKey), options)}</picture>`;
}

function source(services: Linking, type: string, made: Sized[], { sizes, eager }: PictureOptions) {
  if (made.length === 0) return null;
  const set = made.map(({ storageKey, width }) => `${address(services, storageKey)} ${width}w`).join(", ");
  return html`<source type="${type}" srcset="${set}" sizes="${eager ? sizes : `auto, ${sizes}`}">`;
}

export function image(
  { width, height }: Pick<Asset, "width" | "height">,
  src: string,
  { alt, eager }: PictureOptions,
): Markup {
  const size = width && height && html` width="${width}" height="${height}"`;
  const loading = eager ? html` fetchpriority="high"` : html` loading="lazy" decoding="async"`;
  return html`<img src="${src}" alt="${alt}"${size || null}${loading}>`;
}

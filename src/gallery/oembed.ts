/** oEmbed 1.0 (oembed.com): how another site shows one of our pictures by its address. */
import type { Asset } from "../assets/asset.ts";
import { publicUrl } from "../assets/links.ts";
import { showcasePicture } from "../assets/showcase.ts";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { responsive } from "./picture.ts";
import { SITE_NAME } from "./site.ts";
import { title } from "./words.ts";

export interface OEmbedRequest {
  url: string;
  maxWidth: number;
  maxHeight: number;
}

/** @throws {AppError} `not_found` when the address is none of a published picture */
export async function oEmbed(services: Services, { url, maxWidth, maxHeight }: OEmbedRequest) {
  const id = pictureId(services, url);
  const shown = id === null ? null : await showcasePicture(services, id, { text: "", contentType: null });
  if (shown === null) throw new AppError("not_found", "This is not the address of a public picture.");
  const { asset } = shown;
  const picture = fitting(services, asset, maxWidth, maxHeight);
  return {
    version: "1.0",
    type: picture === null ? "link" : "photo",
    provider_name: SITE_NAME,
    provider_url: services.origin,
    title: title(asset, "en"),
    cache_age: 300,
    ...picture,
  };
}

function pictureId({ origin }: Services, address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.origin !== origin) return null;
  return /^\/gallery\/([^/]+)$/.exec(url.pathname)?.[1] ?? null;
}

/** The largest that fits: the original, a rendition, or at last the thumbnail. */
function fitting(services: Services, asset: Asset, maxWidth: number, maxHeight: number) {
  const thumbnail = asset.renditions.filter(({ kind }) => kind === "thumbnail_256");
  const candidates = [asset, ...responsive(asset, "image/webp").toReversed(), ...thumbnail];
  const found = candidates.find(
    ({ width, height }) => width && height && width <= maxWidth && height <= maxHeight,
  );
  if (found === undefined) return null;
  return { url: publicUrl(services, found.storageKey), width: found.width, height: found.height };
}

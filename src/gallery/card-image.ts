/**
 * The picture that a shared link shows: JPEG or PNG, for not every network reads WebP, and at most 1200 pixels. An
 * original that is so already serves as it is; for the others a card is made of a rendition when someone asks for
 * it, as few pictures are ever shared.
 */
import { type Asset, type Rendition, THUMBNAIL_KIND } from "../assets/asset.ts";
import { contentAt } from "../assets/content.ts";
import { publicUrl } from "../assets/links.ts";
import { readHeader } from "../images/header.ts";
import { render } from "../images/render.ts";
import type { Services } from "../services.ts";

const LONGEST_SIDE = 1200;
const QUALITY = 80;

export interface CardImage {
  /** Absolute: whoever reads a card has no page to be relative to. */
  url: string;
  contentType: string;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

export function cardImage(services: Services, asset: Asset): CardImage | null {
  const { id, contentType, width, height, storageKey } = asset;
  const common = contentType === "image/jpeg" || contentType === "image/png";
  if (common && width && height && Math.max(width, height) <= LONGEST_SIDE)
    return { url: publicUrl(services, storageKey), contentType, width, height };
  const source = sourceOf(asset);
  if (source === null) return null;
  if (source.kind === THUMBNAIL_KIND) return { ...source, url: publicUrl(services, source.storageKey) };
  return {
    url: `${services.origin}/gallery/${id}/card.jpg`,
    contentType: "image/jpeg",
    ...fitted(source),
  };
}

/** @returns null when the asset has nothing that a card could be made of */
export async function renderCard(services: Services, asset: Asset): Promise<Uint8Array<ArrayBuffer> | null> {
  const source = sourceOf(asset);
  if (source === null) return null;
  const found = await contentAt(services, source.storageKey, {});
  if (!("content" in found)) return null; // it is being made again at this moment
  const bytes = new Uint8Array(await new Response(await found.content.open()).arrayBuffer());
  const { renditions } = await render(bytes, readHeader(bytes), [
    { kind: "card", format: "jpeg", maxWidth: LONGEST_SIDE, maxHeight: LONGEST_SIDE, quality: QUALITY },
  ]);
  const [card] = renditions;
  return card === undefined ? null : new Uint8Array(card.bytes);
}

type Sized = Rendition & Size;

/** The smallest rendition that covers a card, else the largest there is. */
function sourceOf({ renditions }: Pick<Asset, "renditions">): Sized | null {
  const usable = renditions
    .filter(
      (made): made is Sized => /^(webp_\d+|thumbnail_256)$/.test(made.kind) && !!made.width && !!made.height,
    )
    .sort((a, b) => longestSide(a) - longestSide(b));
  return usable.find((made) => longestSide(made) >= LONGEST_SIDE) ?? usable.at(-1) ?? null;
}

function longestSide({ width, height }: Size): number {
  return Math.max(width, height);
}

function fitted(size: Size): Size {
  const scale = Math.min(1, LONGEST_SIDE / longestSide(size));
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  return { width: side(size.width), height: side(size.height) };
}

/**
 * The gallery's addresses. Each view has exactly one spelling; whatever else a request carries (campaign
 * parameters, blank fields, another order) is dropped by a redirect, so that it doesn't split the cache.
 */
import { isLanguage, type Language } from "./language.ts";

export const PAGE_SIZE = 24;

/** Deeper pages are reached by `after` alone: an offset costs a row read for each row that it skips. */
export const LAST_NUMBERED_PAGE = 400;

/** The type filter's words: `jpeg` means `image/jpeg`. */
export const IMAGE_TYPES = ["jpeg", "png", "webp", "gif", "avif"] as const;
export type ImageType = (typeof IMAGE_TYPES)[number];

export function contentType(type: ImageType): string {
  return `image/${type}`;
}

export interface View {
  query: string;
  type: ImageType | null;
  /** From 1. */
  page: number;
  /** `seq` of the last picture of the page before; null = by page number. */
  after: number | null;
  /** Named in the address; null = as the visitor prefers. */
  language: Language | null;
}

export const FIRST_VIEW: View = { query: "", type: null, page: 1, after: null, language: null };

/** Forgiving: what can't be understood is as if it were not there. */
export function readView(parameters: URLSearchParams): View {
  const type = parameters.get("type");
  const language = parameters.get("lang");
  const page = Number(/^\d{1,9}$/.exec(parameters.get("page") ?? "")?.[0] ?? 1);
  const after = /^[0-9a-z]{1,10}$/.exec(parameters.get("after") ?? "")?.[0];
  return {
    query: (parameters.get("query") ?? "").trim(),
    type: isImageType(type) ? type : null,
    page: Math.max(1, page),
    after: page > 1 && after !== undefined ? Number.parseInt(after, 36) : null,
    language: isLanguage(language) ? language : null,
  };
}

function isImageType(word: string | null): word is ImageType {
  return IMAGE_TYPES.some((type) => type === word);
}

export function galleryPath({ query, type, page, after, language }: View): string {
  return withParameters("/gallery", {
    query,
    type,
    page: page > 1 ? String(page) : null,
    after: page > 1 && after !== null ? after.toString(36) : null,
    lang: language,
  });
}

/** A picture keeps the search it was found by, for the way back and for its neighbours. */
export function picturePath(id: string, { query, type, language }: View): string {
  return withParameters(`/gallery/${id}`, { query, type, lang: language });
}

function withParameters(path: string, parameters: Record<string, string | null>): string {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

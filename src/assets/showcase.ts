/** What the public gallery shows: pages of published assets, and one with its neighbours. One batch each. */
import {
  type PublishedPage,
  type PublishedPicture,
  publishedPage,
  publishedPicture,
  type Selection,
} from "../database/published.ts";
import type { Services } from "../services.ts";
import type { Asset } from "./asset.ts";
import { isUuid } from "./identity.ts";

/** Matches of a search are counted this far; beyond, there are "more than". */
const COUNT_UP_TO = 500;

export interface ShowcaseRequest extends Selection {
  page: number;
  pageSize: number;
  after: number | null;
}

export interface Showcase {
  assets: Asset[];
  /** Published assets of each type, whatever is selected. */
  types: PublishedPage["types"];
  total: number;
  /** There are more than `total`. */
  more: boolean;
  /** `after` of the next page; null = this is the last. */
  next: number | null;
}

export async function showcase({ db }: Services, request: ShowcaseRequest): Promise<Showcase> {
  const { text, contentType, page, pageSize, after } = request;
  const { assets, types, matches } = await publishedPage(db, {
    text,
    contentType,
    after,
    offset: after === null ? (page - 1) * pageSize : 0,
    limit: pageSize + 1,
    countUpTo: COUNT_UP_TO,
  });
  const shown = assets.slice(0, pageSize);
  const listed = types
    .filter((counted) => contentType === null || counted.contentType === contentType)
    .reduce((sum, { count }) => sum + count, 0);
  return {
    assets: shown,
    types,
    total: matches ?? listed,
    more: matches === COUNT_UP_TO,
    next: assets.length > pageSize ? (shown.at(-1)?.seq ?? null) : null,
  };
}

/** null = not published, or not there: nobody can tell. */
export async function showcasePicture(
  { db }: Services,
  id: string,
  selection: Selection,
): Promise<PublishedPicture | null> {
  return isUuid(id) ? publishedPicture(db, id, selection) : null;
}

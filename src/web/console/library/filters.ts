/** What the address says about the list: filters, order, place and look. Old links keep working. */
import type { Status } from "../api/library.ts";

export interface Filters {
  query: string;
  contentType: string;
  status: Status | "";
  orderBy: "createdAt" | "size";
  orderDirection: "asc" | "desc";
}

export const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/avif"];
export const STATUSES: Status[] = ["pending", "processing", "ready", "failed"];
export const PAGE_SIZES = [10, 20, 50];

const ORDERS: Record<string, Filters["orderBy"]> = {
  createdat: "createdAt",
  createdatutc: "createdAt",
  size: "size",
};

export interface ReadFilters {
  filters: Filters;
  /** The first asset that the address asks to see, from 0. */
  start: number;
  /** Names of parameters whose values mean nothing here. */
  unknown: string[];
}

export function readFilters(query: URLSearchParams): ReadFilters {
  const unknown: string[] = [];
  function choose<T>(names: string[], fallback: T, read: (text: string) => T | undefined): T {
    for (const name of names) {
      const text = query.get(name)?.trim();
      if (!text) continue;
      const value = read(text);
      if (value !== undefined) return value;
      unknown.push(name);
    }
    return fallback;
  }
  const filters: Filters = {
    query: query.get("query") ?? query.get("keyword") ?? "",
    contentType: choose(["contentType"], "", (text) =>
      text.toLowerCase() === "image/*" || TYPES.includes(text.toLowerCase()) ? text.toLowerCase() : undefined,
    ),
    status: choose<Filters["status"]>(["status"], "", (text) =>
      text.toLowerCase() === "all" ? "" : STATUSES.find((status) => status === text.toLowerCase()),
    ),
    orderBy: choose(["orderBy", "sortBy"], "createdAt", (text) => ORDERS[text.toLowerCase()]),
    orderDirection: choose<Filters["orderDirection"]>(["orderDirection", "sortDirection"], "desc", (text) =>
      text.toLowerCase() === "asc" || text.toLowerCase() === "desc"
        ? (text.toLowerCase() as "asc")
        : undefined,
    ),
  };
  const page = choose(["page"], 1, wholeNumber);
  const pageSize = choose(["pageSize"], 50, (text) => PAGE_SIZES.find((size) => size === wholeNumber(text)));
  return { filters, start: (page - 1) * pageSize, unknown };
}

/** As the API and the address write them: what is usual is left out. */
export function writeFilters(filters: Filters): Record<string, string | null> {
  return {
    query: filters.query.trim() || null,
    contentType: filters.contentType || null,
    status: filters.status || null,
    orderBy: filters.orderBy === "createdAt" ? null : filters.orderBy,
    orderDirection: filters.orderDirection === "desc" ? null : filters.orderDirection,
    keyword: null,
    sortBy: null,
    sortDirection: null,
  };
}

export function isFiltered({ query, contentType, status }: Filters): boolean {
  return query.trim() !== "" || contentType !== "" || status !== "";
}

function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}

/** As one text: the same filters, the same list. */
export function searchOf(filters: Filters): string {
  return new URLSearchParams(
    Object.entries(writeFilters(filters)).filter((entry): entry is [string, string] => entry[1] !== null),
  ).toString();
}

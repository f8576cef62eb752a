/**
 * Search as literal, case-insensitive substring, in any script and at any length, without scanning.
 *
 * A text becomes one token for each of its characters: the character and its successor, each as five letters.
 * Two characters are then one token, three or more a phrase of neighbouring tokens, and one character is the
 * first half of a token, which the index answers by prefix. No tokenizer guesses at words, so `%`, quotes,
 * spaces and Chinese are characters like all others.
 */
import { type SQL, sql } from "drizzle-orm";
import type { Asset } from "../assets/asset.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz012345";
const LETTERS_PER_CHARACTER = 5;

/** What is compared: composed characters in lower case. */
function fold(text: string): string[] {
  return Array.from(text.normalize("NFC").toLowerCase(), (character) => {
    let rest = character.codePointAt(0) ?? 0;
    let letters = "";
    for (let i = 0; i < LETTERS_PER_CHARACTER; i++) {
      letters = ALPHABET.charAt(rest & 31) + letters;
      rest >>= 5;
    }
    return letters;
  });
}

/** The tokens of a text, for the index. */
export function indexTokens(text: string | null): string {
  const characters = fold(text ?? "");
  return characters.map((character, i) => character + (characters[i + 1] ?? "")).join(" ");
}

/** The FTS5 expression that matches exactly the texts with `query` in them. */
function substringExpression(query: string): string {
  const characters = fold(query);
  const pairs = characters.slice(0, -1).map((character, i) => character + (characters[i + 1] ?? ""));
  return pairs.length === 0 ? `${characters[0]}*` : `"${pairs.join(" ")}"`;
}

type Facets = Pick<Asset, "isPublic" | "status" | "contentType">;

/** What the index knows beside the texts, so that a filter needs no look at the table. */
export function facetTokens({ isPublic, status, contentType }: Facets): string {
  return [isPublic ? "public" : "private", `status${status}`, typeToken(contentType)].join(" ");
}

function typeToken(contentType: string): string {
  return `type${fold(contentType).join("")}`;
}

export interface SearchQuery {
  /** Trimmed and not empty. */
  text: string;
  publishedOnly: boolean;
  status?: string;
  /** Exactly one of these types; absent = any. */
  contentTypes?: string[];
}

export function matchExpression({ text, publishedOnly, status, contentTypes }: SearchQuery): string {
  const facets = [
    ...(publishedOnly ? ["public", "statusready"] : []),
    ...(status === undefined ? [] : [`status${status}`]),
    ...(contentTypes === undefined ? [] : [`(${contentTypes.map(typeToken).join(" OR ")})`]),
  ];
  const words = `{original_file_name description alt_text} : ${substringExpression(text)}`;
  return facets.length === 0 ? words : `(${words}) AND (facets : (${facets.join(" AND ")}))`;
}

/** Writes an asset's row of the index, new or again; belongs into the batch that writes the asset. */
export function writeSearchRow(
  asset: Facets & Pick<Asset, "seq" | "originalFileName" | "description" | "altText">,
): SQL {
  return sql`INSERT OR REPLACE INTO asset_search (rowid, original_file_name, description, alt_text, facets)
    VALUES (${asset.seq}, ${indexTokens(asset.originalFileName)}, ${indexTokens(asset.description)},
      ${indexTokens(asset.altText)}, ${facetTokens(asset)})`;
}

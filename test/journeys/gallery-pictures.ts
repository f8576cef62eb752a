/** A thousand pictures as unkind as uploads can be: odd ratios, missing renditions, every field full of markup. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import sharp from "sharp";
import { CALM } from "../../src/commands/wrangler.ts";
import { writeSearchRow } from "../../src/database/search.ts";
import { Command, type Place, type Server } from "../node/server.ts";

/** So many are uploaded; the rest are their rows again. */
const UPLOADED = 40;
const COPIES = 24;
export const PICTURES = UPLOADED * (1 + COPIES);

/** From a tower to a thread: 1:5 to 5:1. */
const SIZES = [
  [40, 200],
  [60, 90],
  [80, 80],
  [120, 80],
  [160, 90],
  [200, 40],
] as const;

const SCRIPT = `<script>hacked=1</script>"'><img src=x onerror=hacked=1>`;
const RIGHT_TO_LEFT = "قطة على السجادة \u202eabc\u202c שלום";
const LONG = "a-very-long-name-".repeat(12).slice(0, 196);

export interface Texts {
  fileName: string;
  altText?: string;
  description?: string;
}

/** By turns; names of each kind can be searched for. */
const UNKIND: Texts[] = [
  { fileName: "plain.png", altText: "A plain picture", description: "Nothing special" },
  { fileName: `${SCRIPT}.png`, altText: SCRIPT, description: SCRIPT },
  { fileName: `${LONG}.png`, description: "word".repeat(250) },
  { fileName: `${RIGHT_TO_LEFT}.png`, altText: RIGHT_TO_LEFT, description: RIGHT_TO_LEFT },
  { fileName: "no-words.png" },
  {
    fileName: "{{7*7}}</template></style></title>.png",
    altText: "javascript:hacked=1",
    description: "]]>-->",
  },
  { fileName: "猫在垫子上.png", altText: "一只猫", description: "\u0000\u0007 line\nline\ttab" },
];

/**
 * @param copies - rows a picture beside its own
 * @param texts - what the pictures say, by turns
 */
export async function hang(server: Server, place: Place, copies = COPIES, texts = UNKIND): Promise<void> {
  const ids: string[] = [];
  const textsOf = (number: number) => texts[number % texts.length] ?? { fileName: "" };
  for (let number = 0; number < UPLOADED; number++) ids.push(await upload(server, number, textsOf(number)));
  await enriched(server);
  const file = join(place.folder, "copies.sql");
  const searchRows = ids.map((id, number) => copySearchRows(id, textsOf(number), copies));
  writeFileSync(file, [copyRows(copies), ...searchRows].join(";\n"));
  const options = [
    "d1",
    "execute",
    "DB",
    "--local",
    "--persist-to",
    join(place.folder, "state"),
    "--file",
    file,
  ];
  const copying = new Command("wrangler", options, { env: CALM });
  if ((await copying.exit()) !== 0) throw new Error(copying.printed);
}

const numbered = (copies: number) =>
  `WITH RECURSIVE copies (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM copies WHERE i < ${copies})`;
/** Below all others, so that what was uploaded stays in front. */
const SEQ = "seq - i * 1000000000000";

/** Rows of their own that share the renditions of what was uploaded. */
const copyRows = (copies: number) => `
  INSERT INTO assets (seq, id, status, original_file_name, content_type, extension, size, width, height,
      checksum_sha256, image_facts, dominant_color, renditions, storage_provider, storage_provider_profile_id,
      storage_key, is_public, description, alt_text, created_at, updated_at)
    ${numbered(copies)} SELECT ${SEQ}, substr(id, 1, 24) || printf('%012x', i), status, original_file_name, content_type,
      extension, size, width, height, checksum_sha256, image_facts, dominant_color, renditions, storage_provider,
      storage_provider_profile_id, storage_key || '-' || i, is_public, description, alt_text, created_at, updated_at
    FROM assets, copies`;

/** The search index keeps no texts, so its rows are written anew. */
function copySearchRows(id: string, { fileName, altText, description }: Texts, copies: number): string {
  const words = { altText: altText ?? null, description: description ?? null };
  const row = { seq: 0, originalFileName: fileName, ...words, contentType: "image/png" };
  const written = writeSearchRow({ ...row, isPublic: true, status: "ready" });
  const [, ...tokens] = new SQLiteSyncDialect().sqlToQuery(written).params;
  return `INSERT INTO asset_search (rowid, original_file_name, description, alt_text, facets)
    ${numbered(copies)} SELECT ${SEQ}, ${tokens.map((text) => `'${String(text)}'`).join(", ")} FROM assets, copies WHERE id = '${id}'`;
}

/** Every fifth is not enriched. */
async function enriched(server: Server): Promise<void> {
  for (;;) {
    const response = await server.request(`/api/v1/public/assets?pageSize=${UPLOADED}&now=${Date.now()}`);
    const { data } = (await response.json()) as { data: { items: { thumbnailUrl: string | null }[] } };
    if (data.items.filter(({ thumbnailUrl }) => thumbnailUrl !== null).length === (UPLOADED * 4) / 5) return;
    await sleep(500);
  }
}

async function upload(server: Server, number: number, { fileName, ...texts }: Texts): Promise<string> {
  const [width, height] = SIZES[number % SIZES.length] ?? SIZES[0];
  const background = { r: (number * 37) % 256, g: (number * 91) % 256, b: (number * 53) % 256 };
  const bytes = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
  const body = new FormData();
  body.set("file", new File([new Uint8Array(bytes)], fileName, { type: "image/png" }));
  for (const [name, text] of Object.entries(texts)) body.set(name, text);
  // Every fifth has no rendition, and never will have.
  body.set("runEnrichment", String(number % 5 !== 0));
  const response = await server.request("/api/v1/assets", { method: "POST", body });
  if (response.status !== 202)
    throw new Error(`upload ${number}: ${response.status} ${await response.text()}`);
  const { data } = (await response.json()) as { data: { id: string } };
  return data.id;
}

/**
 * The sitemap (sitemaps.org, with Google's image extension): an index, and under it files of a fixed number of
 * pictures, oldest first, so that a file that is full changes no more by uploads.
 */
import { publicUrl } from "../assets/links.ts";
import { publishedCount, publishedSlice } from "../database/published.ts";
import type { Services } from "../services.ts";
import { timestamp } from "../shape.ts";
import { FIRST_VIEW, picturePath } from "./address.ts";
import { xml } from "./xml.ts";

/** The protocol allows ten times as many; so few keep a file's text and its offset small. */
const PICTURES_A_FILE = 5000;

export async function sitemapIndex({ db, origin }: Services): Promise<string> {
  const files = Math.ceil((await publishedCount(db)) / PICTURES_A_FILE);
  const locations = ["sitemap-0.xml", ...Array.from({ length: files }, (_, i) => `sitemap-${i + 1}.xml`)];
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${locations.map((name) => xml`<sitemap><loc>${origin}/${name}</loc></sitemap>\n`)}</sitemapindex>
`.text;
}

/** @returns the file of that number, 0 being the gallery itself; null when there is none */
export async function sitemap(services: Services, number: number): Promise<string | null> {
  const { db, origin } = services;
  if (number === 0) return urlSet([xml`<url><loc>${origin}/gallery</loc></url>\n`]);
  const pictures = await publishedSlice(db, (number - 1) * PICTURES_A_FILE, PICTURES_A_FILE);
  if (pictures.length === 0) return null;
  return urlSet(
    pictures.map(({ id, storageKey, updatedAt }) => {
      const page = origin + picturePath(id, FIRST_VIEW);
      const image = publicUrl(services, storageKey);
      return xml`<url><loc>${page}</loc><lastmod>${timestamp(updatedAt)}</lastmod><image:image><image:loc>${image}</image:loc></image:image></url>\n`;
    }),
  );
}

function urlSet(urls: ReturnType<typeof xml>[]): string {
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
${urls}</urlset>
`.text;
}

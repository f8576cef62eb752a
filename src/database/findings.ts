/** What steps learned about an asset, as rows. */
import { eq, type SQL, sql } from "drizzle-orm";
import type { Asset, Derivative } from "../assets/asset.ts";
import { type Database, transaction } from "./database.ts";
import { assets } from "./schema.ts";

/** A derivative whose bytes are stored already. */
export type NewDerivative = Omit<Derivative, "assetId" | "sourceChecksum" | "createdAt">;

/**
 * All of it or nothing, and only while the asset is there; pictures only while its original is the one they show.
 * Objects that no row refers to afterwards, old or new, are queued for removal in the same transaction.
 */
export async function saveFindings(
  db: Database,
  asset: Pick<Asset, "id" | "checksumSha256" | "storageProviderProfileId">,
  findings: {
    derivatives: NewDerivative[];
    dominantColor?: string | undefined;
    result?: { kind: string; payload: Record<string, unknown> } | undefined;
  },
  now: number,
): Promise<void> {
  const stillTheSame = sql`EXISTS (
    SELECT 1 FROM assets WHERE id = ${asset.id} AND checksum_sha256 = ${asset.checksumSha256})`;
  const profile = asset.storageProviderProfileId ?? "";
  const writes = findings.derivatives.flatMap((made) => [
    sql`INSERT OR IGNORE INTO removals (storage_provider_profile_id, storage_key, run_after, created_at)
      SELECT ${profile}, storage_key, ${now}, ${now} FROM derivatives
      WHERE asset_id = ${asset.id} AND kind = ${made.kind} AND storage_key <> ${made.storageKey} AND ${stillTheSame}`,
    sql`DELETE FROM derivatives WHERE asset_id = ${asset.id} AND kind = ${made.kind} AND ${stillTheSame}`,
    sql`INSERT INTO derivatives
        (asset_id, kind, storage_key, content_type, extension, size, width, height, source_checksum, created_at)
      SELECT ${asset.id}, ${made.kind}, ${made.storageKey}, ${made.contentType}, ${made.extension}, ${made.size},
        ${made.width}, ${made.height}, ${asset.checksumSha256}, ${now}
      WHERE ${stillTheSame}`,
    sql`INSERT OR IGNORE INTO removals (storage_provider_profile_id, storage_key, run_after, created_at)
      SELECT ${profile}, ${made.storageKey}, ${now}, ${now}
      WHERE NOT EXISTS (SELECT 1 FROM derivatives WHERE storage_key = ${made.storageKey})`,
  ]);
  await transaction(db, [
    db
      .update(assets)
      .set({ dominantColor: findings.dominantColor ?? sql`dominant_color` })
      .where(eq(assets.id, asset.id)),
    ...writes,
    ...(findings.result === undefined ? [] : [writeResult(asset.id, findings.result, now)]),
  ]);
}

/** One of a kind: a newer one takes its place. */
function writeResult(
  assetId: string,
  { kind, payload }: { kind: string; payload: Record<string, unknown> },
  now: number,
): SQL {
  return sql`INSERT INTO structured_results (asset_id, kind, payload_json, created_at)
    SELECT id, ${kind}, ${JSON.stringify(payload)}, ${now} FROM assets WHERE id = ${assetId}
    ON CONFLICT (asset_id, kind) DO UPDATE SET payload_json = excluded.payload_json, created_at = excluded.created_at`;
}

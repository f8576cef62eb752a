/**
 * Every table, with the rules the database itself keeps: one default storage profile, one active AI profile,
 * one auto-run workflow, one super admin, one derivative and one result of a kind for each asset.
 *
 * Times are milliseconds since 1970 (UTC). Ids are lower-case UUIDv7. What Drizzle can't express (the search
 * index, the counters and their triggers) is in the migration `counters_and_search`; the triggers that fill
 * `former_keys` are in the migration of that name.
 */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Rendition } from "../assets/asset.ts";
import type { AnnouncedUpload } from "../assets/upload-ticket.ts";
import type { MigrationFilter } from "../providers/storage-migration.ts";
import type { PlannedSkill } from "../skills/job.ts";

const flag = (name: string) => integer(name, { mode: "boolean" });

/** `seq` is the id's time and counter as one number (assets/identity.ts): rowid order is newest-first order. */
export const assets = sqliteTable(
  "assets",
  {
    seq: integer("seq").primaryKey(),
    id: text("id").notNull().unique(),
    status: text("status", { enum: ["pending", "processing", "ready", "failed"] }).notNull(),
    originalFileName: text("original_file_name"),
    contentType: text("content_type").notNull(),
    extension: text("extension").notNull(),
    size: integer("size").notNull(),
    width: integer("width"),
    height: integer("height"),
    checksumSha256: text("checksum_sha256").notNull(),
    /** Of the file as it was sent, when metadata was taken out before it was stored. */
    uploadedSha256: text("uploaded_sha256"),
    /** What the header said beyond the size: orientation, alpha, animation and the like. */
    imageFacts: text("image_facts", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    dominantColor: text("dominant_color"),
    /** What `derivatives` holds, kept here by a trigger, so that a list needs no second table. */
    renditions: text("renditions", { mode: "json" }).$type<Rendition[]>().notNull().default([]),
    storageProvider: text("storage_provider").notNull(),
    storageProviderProfileId: text("storage_provider_profile_id"),
    storageKey: text("storage_key").notNull().unique(),
    isPublic: flag("is_public").notNull(),
    description: text("description"),
    altText: text("alt_text"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [
    index("assets_published").on(t.seq).where(sql`is_public = 1 AND status = 'ready'`),
    index("assets_published_of_type").on(t.contentType, t.seq).where(sql`is_public = 1 AND status = 'ready'`),
    index("assets_of_type").on(t.contentType, t.seq),
    index("assets_largest_first").on(t.size, t.seq),
    index("assets_smallest_first").on(t.size, sql`${t.seq} DESC`),
    index("assets_not_ready").on(t.status, t.seq).where(sql`status <> 'ready'`),
    index("assets_of_profile").on(t.storageProviderProfileId),
    index("assets_by_checksum").on(t.checksumSha256),
    index("assets_by_uploaded_checksum").on(t.uploadedSha256).where(sql`uploaded_sha256 IS NOT NULL`),
  ],
);

export const derivatives = sqliteTable(
  "derivatives",
  {
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id, { onDelete: "cascade" }),
    kind: text("kind").notNull(),
    storageKey: text("storage_key").notNull().unique(),
    contentType: text("content_type").notNull(),
    extension: text("extension").notNull(),
    size: integer("size").notNull(),
    width: integer("width"),
    height: integer("height"),
    /** SHA-256 of the original it was made from: another original makes it stale. */
    sourceChecksum: text("source_checksum").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.assetId, t.kind] })],
);

/** Where an asset's bytes used to be, so that old addresses lead to the new ones. Filled by triggers. */
export const formerKeys = sqliteTable(
  "former_keys",
  {
    storageKey: text("storage_key").primaryKey(),
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id, { onDelete: "cascade" }),
    /** Of the derivative; '' = the original. */
    kind: text("kind").notNull(),
  },
  (t) => [index("former_keys_of_asset").on(t.assetId)],
);

export const structuredResults = sqliteTable(
  "structured_results",
  {
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id, { onDelete: "cascade" }),
    kind: text("kind").notNull(),
    payloadJson: text("payload_json").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.assetId, t.kind] })],
);

/** One finished run of one skill. `run` names it for ever, so that a job delivered twice records it once. */
export const executions = sqliteTable(
  "executions",
  {
    id: text("id").primaryKey(),
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id, { onDelete: "cascade" }),
    run: text("run").notNull().unique(),
    skillName: text("skill_name").notNull(),
    triggerSource: text("trigger_source", { enum: ["upload", "manual"] }).notNull(),
    parametersJson: text("parameters_json"),
    succeeded: flag("succeeded").notNull(),
    startedAt: integer("started_at").notNull(),
    completedAt: integer("completed_at").notNull(),
  },
  (t) => [index("executions_of_asset").on(t.assetId, t.startedAt, t.id)],
);

export const executionSteps = sqliteTable(
  "execution_steps",
  {
    executionId: text("execution_id")
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    position: integer("position").notNull(),
    stepName: text("step_name").notNull(),
    succeeded: flag("succeeded").notNull(),
    errorMessage: text("error_message"),
    startedAt: integer("started_at").notNull(),
    completedAt: integer("completed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.position] })],
);

/**
 * Work that must happen: the row is the truth, the queue message only its id. A finished job is deleted (its
 * executions tell the story), a job that was given up stays as `failed` until upkeep removes it.
 */
export const jobs = sqliteTable(
  "jobs",
  {
    id: text("id").primaryKey(),
    assetId: text("asset_id")
      .notNull()
      .references(() => assets.id, { onDelete: "cascade" }),
    trigger: text("trigger", { enum: ["upload", "manual"] }).notNull(),
    /** The skills to run, in order; null = decide when it runs (what follows an upload). */
    skills: text("skills", { mode: "json" }).$type<PlannedSkill[]>(),
    state: text("state", { enum: ["queued", "running", "failed"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    lastError: text("last_error"),
    /** Not to be claimed before: the delay of a retry, or the end of the lease of a running job. */
    runAfter: integer("run_after").notNull(),
    /** From here on its message counts as lost and the sweep sends another. */
    resendAfter: integer("resend_after").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    index("jobs_to_resend").on(t.resendAfter).where(sql`state <> 'failed'`),
    index("jobs_of_asset").on(t.assetId),
    index("jobs_failed").on(t.createdAt).where(sql`state = 'failed'`),
  ],
);

/** Objects that nothing refers to any more and that still have to be deleted from their storage. */
export const removals = sqliteTable(
  "removals",
  {
    /** '' for the built-in bucket of a deployment without profiles. */
    storageProviderProfileId: text("storage_provider_profile_id").notNull(),
    storageKey: text("storage_key").notNull(),
    commitMessage: text("commit_message"),
    /** Written before the object is: by then a row refers to it, or it is nobody's. */
    tentative: flag("tentative").notNull().default(false),
    attempts: integer("attempts").notNull().default(0),
    runAfter: integer("run_after").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.storageProviderProfileId, t.storageKey] }),
    index("removals_due").on(t.runAfter),
  ],
);

/** Cache tags whose purge did not go through yet. */
export const cachePurges = sqliteTable("cache_purges", {
  tag: text("tag").primaryKey(),
  createdAt: integer("created_at").notNull(),
});

/** What upkeep remembers between two runs, such as how far it looked for orphaned objects. */
export const upkeepState = sqliteTable("upkeep_state", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});

/** Uploads that were announced and may be sent once, without a credential; the ticket's token is signed, not kept. */
export const uploadTickets = sqliteTable(
  "upload_tickets",
  {
    id: text("id").primaryKey(),
    announced: text("announced", { mode: "json" }).$type<AnnouncedUpload>().notNull(),
    /** The managed key that announced it; null = a key from the settings. */
    keyId: text("key_id"),
    keyName: text("key_name").notNull().default(""),
    /** The asset it became; null = not used yet. It stays when the asset is deleted: a ticket is used once. */
    assetId: text("asset_id"),
    expiresAt: integer("expires_at").notNull(),
  },
  (t) => [index("upload_tickets_by_expiry").on(t.expiresAt)],
);

export const storageProfiles = sqliteTable(
  "storage_profiles",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** The name in lower case: names are unique whatever their case. */
    nameKey: text("name_key").notNull().unique(),
    displayName: text("display_name"),
    providerType: text("provider_type").notNull(),
    isEnabled: flag("is_enabled").notNull(),
    isDefault: flag("is_default").notNull(),
    configurationJson: text("configuration_json").notNull(),
    /** AES-256-GCM, bound to this row; null = the type has no secrets. */
    secretCiphertext: text("secret_ciphertext"),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("storage_profiles_one_default").on(t.isDefault).where(sql`is_default = 1`)],
);

/** Moving assets from one storage to another, bit by bit; the assets themselves say how far it is. */
export const storageMigrations = sqliteTable(
  "storage_migrations",
  {
    id: text("id").primaryKey(),
    /** null = the built-in bucket without a profile. */
    fromProfileId: text("from_profile_id"),
    toProfileId: text("to_profile_id").notNull(),
    filter: text("filter", { mode: "json" }).$type<MigrationFilter>().notNull(),
    dryRun: flag("dry_run").notNull(),
    state: text("state", { enum: ["queued", "running", "completed", "failed"] }).notNull(),
    /** What there was to move at the start, and what has been moved. */
    totalAssets: integer("total_assets").notNull(),
    totalBytes: integer("total_bytes").notNull(),
    movedAssets: integer("moved_assets").notNull().default(0),
    movedBytes: integer("moved_bytes").notNull().default(0),
    /** Assets that were uploaded later stay where they are. */
    lastSeq: integer("last_seq").notNull(),
    /** This pass has come so far. */
    cursor: integer("cursor").notNull().default(0),
    /** Both profiles point at the same objects: nothing is to be copied, and above all nothing removed. */
    samePlace: flag("same_place"),
    /** Steps in a row in which nothing was decided. */
    fruitless: integer("fruitless").notNull().default(0),
    lastError: text("last_error"),
    /** Not to be worked on before: a pause, or the end of a lease. */
    runAfter: integer("run_after").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    completedAt: integer("completed_at"),
  },
  (t) => [
    uniqueIndex("storage_migrations_one_open").on(sql`(1)`).where(sql`state IN ('queued', 'running')`),
    index("storage_migrations_by_time").on(t.createdAt),
  ],
);

/** Assets that a migration could not move, and why; a later pass may still move those that are not `final`. */
export const storageMigrationFailures = sqliteTable(
  "storage_migration_failures",
  {
    migrationId: text("migration_id")
      .notNull()
      .references(() => storageMigrations.id, { onDelete: "cascade" }),
    assetId: text("asset_id").notNull(),
    code: text("code").notNull(),
    message: text("message").notNull(),
    final: flag("final").notNull(),
    failedAt: integer("failed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.migrationId, t.assetId] })],
);

export const aiProfiles = sqliteTable(
  "ai_profiles",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    nameKey: text("name_key").notNull().unique(),
    apiBaseUrl: text("api_base_url").notNull(),
    apiKeyCiphertext: text("api_key_ciphertext").notNull(),
    modelName: text("model_name").notNull(),
    defaultSystemPrompt: text("default_system_prompt").notNull(),
    isActive: flag("is_active").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("ai_profiles_one_active").on(t.isActive).where(sql`is_active = 1`)],
);

export const workflows = sqliteTable(
  "workflows",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    nameKey: text("name_key").notNull().unique(),
    description: text("description"),
    isAutoRun: flag("is_auto_run").notNull(),
    graphJson: text("graph_json").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [uniqueIndex("workflows_one_auto_run").on(t.isAutoRun).where(sql`is_auto_run = 1`)],
);

export const users = sqliteTable(
  "users",
  {
    id: text("id").primaryKey(),
    username: text("username").notNull(),
    usernameKey: text("username_key").notNull().unique(),
    /** PHC string, argon2id. */
    passwordHash: text("password_hash").notNull(),
    role: text("role", { enum: ["superAdmin", "admin", "user"] }).notNull(),
    isActive: flag("is_active").notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    lastLoginAt: integer("last_login_at"),
  },
  (t) => [uniqueIndex("users_one_super_admin").on(t.role).where(sql`role = 'superAdmin'`)],
);

export const userPermissions = sqliteTable(
  "user_permissions",
  {
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    permission: text("permission").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.permission] })],
);

/** Only the SHA-256 (hex) of a refresh token is kept. Rotation leaves `rotatedAt`, sign-out `revokedAt`. */
export const refreshTokens = sqliteTable(
  "refresh_tokens",
  {
    id: text("id").primaryKey(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** One sign-in and all its rotations. */
    familyId: text("family_id").notNull(),
    tokenHash: text("token_hash").notNull().unique(),
    /** The hash of the token it was rotated from. */
    parentHash: text("parent_hash"),
    userAgent: text("user_agent"),
    address: text("address"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at").notNull(),
    rotatedAt: integer("rotated_at"),
    revokedAt: integer("revoked_at"),
    /** Set when the session was ended from elsewhere: then its access tokens end too, not only this token. */
    endedAt: integer("ended_at"),
  },
  (t) => [
    index("refresh_tokens_of_user").on(t.userId),
    index("refresh_tokens_live").on(t.userId).where(sql`rotated_at IS NULL AND revoked_at IS NULL`),
    index("refresh_tokens_of_family").on(t.familyId),
    index("refresh_tokens_ended").on(t.familyId).where(sql`ended_at IS NOT NULL`),
    index("refresh_tokens_by_expiry").on(t.expiresAt),
  ],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** The first characters, to recognise a key by; the rest is only in the hash. */
    prefix: text("prefix").notNull(),
    keyHash: text("key_hash").notNull().unique(),
    permissionsJson: text("permissions_json", { mode: "json" }).$type<string[]>().notNull(),
    createdBy: text("created_by").references(() => users.id, { onDelete: "cascade" }),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at"),
    lastUsedAt: integer("last_used_at"),
  },
  (t) => [index("api_keys_of_user").on(t.createdBy)],
);

/** Failed sign-ins in a row, by SHA-256 of name and address; a success deletes the row. */
export const signInFailures = sqliteTable(
  "sign_in_failures",
  {
    key: text("key").primaryKey(),
    failures: integer("failures").notNull(),
    lastFailedAt: integer("last_failed_at").notNull(),
  },
  (t) => [index("sign_in_failures_by_time").on(t.lastFailedAt)],
);

/** Who did what, to which, when, from where, and how it went: a row a write, never changed, kept for some time. */
export const auditEntries = sqliteTable(
  "audit_entries",
  {
    /** UUIDv7: the order of ids is the order of time. */
    id: text("id").primaryKey(),
    at: integer("at").notNull(),
    actorKind: text("actor_kind", { enum: ["user", "apiKey", "nobody"] }).notNull(),
    /** A user's or a managed key's id; null = a key from the settings, or nobody who could be told. */
    actorId: text("actor_id"),
    actorName: text("actor_name"),
    /** An operation of auth/policy.ts, or a tool. */
    operation: text("operation").notNull(),
    target: text("target"),
    outcome: text("outcome", { enum: ["success", "refused", "failed"] }).notNull(),
    status: integer("status").notNull(),
    errorCode: text("error_code"),
    address: text("address"),
    userAgent: text("user_agent"),
    traceId: text("trace_id").notNull(),
  },
  (t) => [
    index("audit_entries_of_actor").on(t.actorId, t.id),
    index("audit_entries_of_operation").on(t.operation, t.id),
    index("audit_entries_of_target").on(t.target, t.id),
  ],
);

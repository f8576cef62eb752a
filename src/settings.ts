/** Vars and secrets of the deployment, validated once per isolate; each failure is one sentence that names the setting. */
import { z } from "zod";
import { AppError } from "./errors.ts";

/** Wide enough for every deployment that works, small enough to stay inside an isolate's memory. */
const MAX_UPLOAD_CEILING = 64 * 1024 * 1024;

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== ""),
);
const whole = (fallback: number, min: number, max: number) =>
  z
    .string()
    .transform((text) => (text.trim() === "" ? fallback : Number(text)))
    .pipe(z.int(`must be a whole number from ${min} to ${max}`).min(min).max(max))
    .default(fallback);
const httpUrl = z.string().transform((text) => text.trim().replace(/\/+$/, ""));

const Vars = z.object({
  JWT_SECRET: z
    .string("is missing: `npm start` makes one, `wrangler secret put JWT_SECRET` sets one")
    .min(32, "must have at least 32 characters"),
  ENCRYPTION_KEY: z.string().default(""),
  BOOTSTRAP_ADMIN_USERNAME: z.string().default(""),
  BOOTSTRAP_ADMIN_PASSWORD: z.string().default(""),
  API_KEYS: z
    .string()
    .default("")
    .refine((text) => text.trim() === "" || text.split(",").some((key) => key.trim() !== ""), "names no key")
    .pipe(list)
    .refine(
      (keys) => keys.every((key) => key.split(".").length !== 3),
      "has a key with exactly two dots, which reads as a JWT",
    ),
  PUBLIC_BASE_URL: httpUrl
    .refine((url) => url === "" || /^https?:\/\/[^/]/.test(url), "must be an absolute http(s) URL")
    .default(""),
  MAX_UPLOAD_SIZE_BYTES: whole(10_485_760, 1, MAX_UPLOAD_CEILING),
  ALLOWED_CONTENT_TYPES: list.default(["image/jpeg", "image/png", "image/webp", "image/gif"]),
  STRIP_METADATA_ON_UPLOAD: z.enum(["none", "location", "all"]).default("location"),
  DEFAULT_PAGE_SIZE: whole(20, 1, 1000),
  MAX_PAGE_SIZE: whole(100, 1, 1000),
  JWT_ISSUER: z.string().min(1).default("NekoHub"),
  JWT_AUDIENCE: z.string().min(1).default("NekoHub.Admin"),
  ACCESS_TOKEN_MINUTES: whole(15, 1, 1440),
  REFRESH_TOKEN_DAYS: whole(30, 1, 3650),
  AUDIT_LOG_DAYS: whole(90, 1, 3650),
  CORS_ALLOWED_ORIGINS: list.default(["*"]),
  R2_BUCKET_NAME: z.string().trim().min(1).default("nekohub"),
  ALLOW_PRIVATE_NETWORK_ENDPOINTS: z.enum(["true", "false"]).default("false"),
});

export interface Settings {
  jwt: {
    secret: string;
    issuer: string;
    audience: string;
    accessTokenSeconds: number;
    refreshTokenSeconds: number;
  };
  /** How long an entry of the audit log is kept. */
  auditLogMilliseconds: number;
  encryptionKey: string;
  bootstrapAdmin: { username: string; password: string };
  /** Empty = this deployment has no API keys of its own. */
  apiKeys: string[];
  /** Base of every public image address, without a trailing slash; null = the request's origin + `/content`. */
  publicBaseUrl: string | null;
  upload: {
    maxSizeBytes: number;
    /** Lower case, in the configured order, without repetition. */
    allowedContentTypes: string[];
    stripMetadata: "none" | "location" | "all";
  };
  paging: { defaultPageSize: number; maxPageSize: number };
  corsAllowedOrigins: string[];
  /** The name of the bound bucket, for people: a binding does not tell it. */
  bucketName: string;
  allowPrivateNetworkEndpoints: boolean;
}

/** @throws {AppError} `settings_invalid` with one sentence that names the setting */
export function readSettings(vars: object): Settings {
  const parsed = Vars.safeParse(vars);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AppError("settings_invalid", `The setting ${issue?.path.join(".")} ${issue?.message}.`);
  }
  const v = parsed.data;
  return {
    jwt: {
      secret: v.JWT_SECRET,
      issuer: v.JWT_ISSUER,
      audience: v.JWT_AUDIENCE,
      accessTokenSeconds: v.ACCESS_TOKEN_MINUTES * 60,
      refreshTokenSeconds: v.REFRESH_TOKEN_DAYS * 86_400,
    },
    auditLogMilliseconds: v.AUDIT_LOG_DAYS * 86_400_000,
    encryptionKey: v.ENCRYPTION_KEY === "" ? v.JWT_SECRET : v.ENCRYPTION_KEY,
    bootstrapAdmin: { username: v.BOOTSTRAP_ADMIN_USERNAME.trim(), password: v.BOOTSTRAP_ADMIN_PASSWORD },
    apiKeys: v.API_KEYS,
    publicBaseUrl: v.PUBLIC_BASE_URL === "" ? null : v.PUBLIC_BASE_URL,
    upload: {
      maxSizeBytes: v.MAX_UPLOAD_SIZE_BYTES,
      allowedContentTypes: [...new Set(v.ALLOWED_CONTENT_TYPES.map((type) => type.toLowerCase()))],
      stripMetadata: v.STRIP_METADATA_ON_UPLOAD,
    },
    paging: { defaultPageSize: Math.min(v.DEFAULT_PAGE_SIZE, v.MAX_PAGE_SIZE), maxPageSize: v.MAX_PAGE_SIZE },
    corsAllowedOrigins: v.CORS_ALLOWED_ORIGINS,
    bucketName: v.R2_BUCKET_NAME,
    allowPrivateNetworkEndpoints: v.ALLOW_PRIVATE_NETWORK_ENDPOINTS === "true",
  };
}

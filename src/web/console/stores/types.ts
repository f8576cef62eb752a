/** What each type of storage has to be told: a form is drawn from it. */
import type { Storage } from "../api/storages.ts";
import type { Word } from "../words/en.ts";

type Summary = Storage["configurationSummary"];

export interface StorageField {
  name: string;
  label: Word;
  kind: "text" | "url" | "switch" | "visibility";
  required?: boolean;
  placeholder?: string;
  hint?: Word;
  /** Where the summary has it; absent = it has to be typed again. */
  from?: keyof Summary;
  initial?: string | boolean;
}

export interface SecretField {
  name: string;
  label: Word;
  required: boolean;
}

export interface StorageType {
  label: Word;
  hint: Word;
  fields: StorageField[];
  secrets: SecretField[];
}

const publicBaseUrl: StorageField = {
  name: "publicBaseUrl",
  label: "storage.publicBaseUrl",
  kind: "url",
  hint: "storage.publicBaseUrlHint",
  from: "publicBaseUrl",
};

const rootPath: StorageField = {
  name: "rootPath",
  label: "storage.rootPath",
  kind: "text",
  placeholder: "photos",
  from: "rootPath",
};

const S3: StorageType = {
  label: "storage.s3",
  hint: "storage.s3Hint",
  fields: [
    {
      name: "endpoint",
      label: "storage.endpoint",
      kind: "url",
      required: true,
      placeholder: "https://",
      hint: "storage.endpointHint",
    },
    { name: "bucket", label: "storage.bucket", kind: "text", required: true, from: "bucketOrContainer" },
    { name: "region", label: "storage.region", kind: "text", required: true, from: "region" },
    publicBaseUrl,
    {
      name: "providerName",
      label: "storage.providerName",
      kind: "text",
      from: "providerName",
      initial: "s3",
    },
    {
      name: "forcePathStyle",
      label: "storage.forcePathStyle",
      kind: "switch",
      from: "forcePathStyle",
      initial: true,
    },
  ],
  secrets: [
    { name: "accessKey", label: "storage.accessKey", required: true },
    { name: "secretKey", label: "storage.secretKey", required: true },
  ],
};

const TYPES: Record<string, StorageType> = {
  r2: { label: "storage.r2", hint: "storage.r2Hint", fields: [rootPath, publicBaseUrl], secrets: [] },
  local: {
    label: "storage.local",
    hint: "storage.localHint",
    fields: [{ ...rootPath, required: true }, publicBaseUrl],
    secrets: [],
  },
  "s3-compatible": S3,
  s3: S3,
  "github-repo": {
    label: "storage.github",
    hint: "storage.githubHint",
    fields: [
      { name: "owner", label: "storage.owner", kind: "text", required: true, from: "owner" },
      { name: "repo", label: "storage.repository", kind: "text", required: true, from: "repository" },
      {
        name: "ref",
        label: "storage.branch",
        kind: "text",
        required: true,
        from: "reference",
        initial: "main",
      },
      { name: "basePath", label: "storage.basePath", kind: "text", placeholder: "images", from: "basePath" },
      {
        name: "visibilityPolicy",
        label: "storage.visibility",
        kind: "visibility",
        from: "visibilityPolicy",
        initial: "public-only",
      },
      { name: "apiBaseUrl", label: "storage.apiBaseUrl", kind: "url", from: "apiBaseUrl" },
      { name: "rawBaseUrl", label: "storage.rawBaseUrl", kind: "url", from: "rawBaseUrl" },
    ],
    secrets: [{ name: "token", label: "storage.token", required: false }],
  },
};

/** Those that one can make, in the order of the choice. */
export const MADE_TYPES = ["s3-compatible", "github-repo", "r2", "local"];

export function storageType(name: string): StorageType | undefined {
  return TYPES[name.toLowerCase()];
}

export type Values = Record<string, string | boolean>;

/** What a form starts with: what is saved, else what is usual. */
export function initialValues({ fields }: StorageType, summary: Summary | null): Values {
  return Object.fromEntries(
    fields.map(({ name, from, initial }) => {
      const saved = from === undefined ? null : (summary?.[from] ?? null);
      return [name, saved ?? (summary === null ? (initial ?? "") : "")];
    }),
  );
}

/** Empty ones are left out. */
export function configurationOf(values: Values, type: string): Record<string, unknown> {
  const given = Object.entries(values).filter(([, value]) => value !== "");
  const fixed =
    type === "local"
      ? { createDirectoryIfMissing: true }
      : type === "github-repo"
        ? { allowDelete: false }
        : {};
  return { ...Object.fromEntries(given), ...fixed };
}

export const S3_PRESETS: { name: string; values: Values }[] = [
  {
    name: "AWS S3",
    values: {
      endpoint: "https://s3.us-east-1.amazonaws.com",
      region: "us-east-1",
      providerName: "aws-s3",
      forcePathStyle: false,
    },
  },
  {
    name: "MinIO",
    values: {
      endpoint: "https://minio.example.com",
      region: "us-east-1",
      providerName: "minio",
      forcePathStyle: true,
    },
  },
  {
    name: "Cloudflare R2",
    values: {
      endpoint: "https://ACCOUNT_ID.r2.cloudflarestorage.com",
      region: "auto",
      providerName: "cloudflare-r2",
      forcePathStyle: true,
    },
  },
  {
    name: "Backblaze B2",
    values: {
      endpoint: "https://s3.us-west-004.backblazeb2.com",
      region: "us-west-004",
      providerName: "backblaze-b2",
      forcePathStyle: true,
    },
  },
  {
    name: "Alibaba OSS",
    values: {
      endpoint: "https://oss-cn-hangzhou.aliyuncs.com",
      region: "oss-cn-hangzhou",
      providerName: "alibaba-oss",
      forcePathStyle: false,
    },
  },
];

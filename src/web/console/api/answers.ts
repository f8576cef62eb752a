/**
 * What the console reads and writes where the API's own shape can't be named here, because it stands beside code that
 * only the Worker has types for. `test/web/answers.ts` holds each against that shape, and `npm run check` fails when
 * one differs.
 */
import type { z } from "zod";
import type { AssetDetail } from "../../../assets/asset.ts";
import type { StorageCapabilities, StorageProfileShape } from "../../../providers/storage-profile.ts";

type StorageProfile = z.infer<typeof StorageProfileShape>;

export interface Health {
  version: string;
  jobs: {
    queued: number;
    running: number;
    failed: number;
    oldestQueuedAtUtc: string | null;
    lastError: string | null;
  };
  waitingRemovals: number;
  /** By the name that each has in the configuration; no secrets. */
  settings: Record<string, string | number | boolean | string[] | null>;
}

export interface Changes {
  description?: string | null;
  altText?: string | null;
  originalFileName?: string | null;
  isPublic?: boolean;
}

export interface Usage {
  totalAssets: number;
  totalBytes: number;
  totalDerivatives: number;
  contentTypeBreakdown: { contentType: string; count: number; totalBytes: number }[];
  mostActiveSkill: { skillName: string; runCount: number } | null;
}

export interface DeleteCount {
  requestedCount: number;
  deletedCount: number;
  notFoundIds: string[];
}

export interface BatchUpdate {
  items: { id: string; outcome: "updated" | "unchanged" | "notFound" }[];
  nextCursor: string | null;
}

export interface Model {
  id: string;
  name: string;
  apiBaseUrl: string;
  /** Masked. */
  apiKey: string;
  modelName: string;
  defaultSystemPrompt: string;
  isActive: boolean;
  createdAtUtc: string;
  updatedAtUtc: string;
}

export interface ModelInput {
  name?: string;
  apiBaseUrl?: string;
  apiKey?: string;
  modelName?: string;
  defaultSystemPrompt?: string | null;
  isActive?: boolean;
}

export interface ModelTest {
  succeeded: boolean;
  caption: string | null;
  resolvedModelName: string;
  resolvedApiBaseUrl: string;
  errorMessage: string | null;
}

export interface SignedIn {
  id: string;
  createdAtUtc: string;
  lastUsedAtUtc: string;
  expiresAtUtc: string;
  userAgent: string | null;
  address: string | null;
  isCurrent: boolean;
}

export interface Key {
  id: string;
  name: string;
  prefix: string;
  permissions: string[];
  createdBy: string | null;
  createdAtUtc: string;
  expiresAtUtc: string | null;
  lastUsedAtUtc: string | null;
}

export interface Deed {
  id: string;
  atUtc: string;
  actor: { kind: "user" | "apiKey" | "nobody"; id: string | null; name: string | null };
  operation: string;
  target: string | null;
  outcome: "success" | "refused" | "failed";
  status: number;
  errorCode: string | null;
  address: string | null;
  userAgent: string | null;
  traceId: string;
}

export interface Skill {
  skillName: string;
  description: string;
  steps: string[];
}

export interface RunResult {
  succeeded: boolean;
  skillName: string;
  steps: { name: string; succeeded: boolean; errorMessage: string | null }[];
  asset: AssetDetail;
}

export interface DryRun {
  succeeded: boolean;
  skills: {
    skillName: string;
    steps: {
      name: string;
      succeeded: boolean;
      errorMessage: string | null;
      derivatives: { kind: string; width: number; height: number; size: number }[];
      result: { kind: string; payloadJson: string } | null;
    }[];
  }[];
}

export interface Storages {
  profiles: StorageProfile[];
  defaultProfile: StorageProfile | null;
  runtime: {
    providerType: string;
    providerName: string;
    capabilities: z.infer<typeof StorageCapabilities>;
    isConfigurationDriven: boolean;
  };
  alignment: { code: string; message: string };
}

export interface StorageTest {
  succeeded: boolean;
  failedStep: string | null;
  errorMessage: string | null;
  steps: { step: string; succeeded: boolean; errorMessage: string | null; milliseconds: number }[];
}

export interface RepositoryItem {
  name: string;
  path: string;
  type: "file" | "dir";
  isDirectory: boolean;
  size: number | null;
  sha: string | null;
  publicUrl: string | null;
}

export interface RepositoryPage {
  requestedPath: string;
  total: number;
  page: number;
  pageSize: number;
  hasMore: boolean;
  usesControlledRead: boolean;
  items: RepositoryItem[];
}

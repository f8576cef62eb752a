/** The console's shapes against the API's: what it reads is in every answer, what it sends is taken. Types only. */
import type { z } from "zod";
import type { BatchUpdateResult } from "../../src/assets/batch-edit.ts";
import type { AssetChanges } from "../../src/assets/edit.ts";
import type { BatchDeleteResult } from "../../src/assets/remove.ts";
import type { UsageStats } from "../../src/assets/usage.ts";
import type { AuditEntry } from "../../src/audit/entry.ts";
import type { ApiKey } from "../../src/auth/api-keys.ts";
import type { AiProviderProfile } from "../../src/providers/ai-profile.ts";
import type { AiProfileChanges, NewAiProfile } from "../../src/providers/ai-profile-input.ts";
import type { AiTestResult } from "../../src/providers/ai-test.ts";
import type { BrowseResult } from "../../src/providers/github-browse.ts";
import type { StorageOverview } from "../../src/providers/storage-overview.ts";
import type { StorageTestResult } from "../../src/providers/storage-test.ts";
import type { SkillListItem } from "../../src/skills/catalogue.ts";
import type { SkillRunResult } from "../../src/skills/manual.ts";
import type { Health } from "../../src/upkeep/health.ts";
import type { Session } from "../../src/users/own-account.ts";
import type * as console from "../../src/web/console/api/answers.ts";
import type { DryRunResult } from "../../src/workflows/dry-run.ts";

/** Refuses to be written when the second isn't all that the first is. */
type Fits<Wanted, Given extends Wanted> = [Wanted, Given];

export type Read = [
  Fits<console.Health, z.infer<typeof Health>>,
  Fits<console.Usage, UsageStats>,
  Fits<console.DeleteCount, z.infer<typeof BatchDeleteResult>>,
  Fits<console.BatchUpdate, BatchUpdateResult>,
  Fits<console.Model, AiProviderProfile>,
  Fits<console.ModelTest, AiTestResult>,
  Fits<console.SignedIn, z.infer<typeof Session>>,
  Fits<console.Key, z.infer<typeof ApiKey>>,
  Fits<console.Deed, z.infer<typeof AuditEntry>>,
  Fits<console.Skill, z.infer<typeof SkillListItem>>,
  Fits<console.RunResult, z.infer<typeof SkillRunResult>>,
  Fits<console.DryRun, z.infer<typeof DryRunResult>>,
  Fits<console.Storages, StorageOverview>,
  Fits<console.StorageTest, StorageTestResult>,
  Fits<console.RepositoryPage, BrowseResult>,
];

export type Sent = [
  Fits<AssetChanges, console.Changes>,
  Fits<AiProfileChanges, console.ModelInput>,
  Fits<NewAiProfile, console.ModelInput>,
];

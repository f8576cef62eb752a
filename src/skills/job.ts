/** A skill that a job is to run. */
export interface PlannedSkill {
  skillName: string;
  parameters?: unknown;
  /** Results that exist already stay, whoever asked for them. */
  keepResults?: boolean;
}

/** Work that must happen to an asset: its row is the truth, the queue message only says "look at it now". */
export interface Job {
  id: string;
  assetId: string;
  trigger: "upload" | "manual";
  /** The skills to run, in order; null = decide when it first runs (what follows an upload). */
  skills: PlannedSkill[] | null;
  state: "queued" | "running" | "failed";
  attempts: number;
  lastError: string | null;
  /** Milliseconds since 1970; not to be claimed before. */
  runAfter: number;
  /** Milliseconds since 1970; from here on its message counts as lost. */
  resendAfter: number;
  createdAt: number;
}

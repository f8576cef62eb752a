/** A finished run of one skill on one asset. Times are milliseconds since 1970. */
export interface Execution {
  id: string;
  assetId: string;
  /** Names this run for ever: a job that is delivered twice records it once. */
  run: string;
  skillName: string;
  triggerSource: "upload" | "manual";
  parametersJson: string | null;
  succeeded: boolean;
  startedAt: number;
  completedAt: number;
  /** In the order in which they ran. */
  steps: ExecutionStep[];
}

export interface ExecutionStep {
  stepName: string;
  succeeded: boolean;
  errorMessage: string | null;
  startedAt: number;
  completedAt: number;
}

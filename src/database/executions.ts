/** Executions with their steps. */
import { desc, eq, getTableColumns, inArray, sql } from "drizzle-orm";
import type { Execution, ExecutionStep } from "../skills/execution.ts";
import type { Database, Statement } from "./database.ts";
import { executions } from "./schema.ts";

/** The steps of an execution as one column, in the order in which they ran. */
const stepsColumn = sql`(
  SELECT json_group_array(json_object(
    'stepName', s.step_name, 'succeeded', s.succeeded, 'errorMessage', s.error_message,
    'startedAt', s.started_at, 'completedAt', s.completed_at))
  FROM (SELECT * FROM execution_steps WHERE execution_id = ${executions.id} ORDER BY position) s
)`.mapWith((json: string): ExecutionStep[] =>
  JSON.parse(json).map((step: ExecutionStep) => ({ ...step, succeeded: Boolean(step.succeeded) })),
);

const columns = { ...getTableColumns(executions), steps: stepsColumn.as("steps") };

/** Those that started last first, as a query for a batch. */
export function newestExecutions(db: Database, assetId: string) {
  return db
    .select(columns)
    .from(executions)
    .where(eq(executions.assetId, assetId))
    .orderBy(desc(executions.startedAt), desc(executions.id));
}

export async function listExecutions(
  db: Database,
  assetId: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<Execution[]> {
  return newestExecutions(db, assetId).limit(limit).offset(offset);
}

export async function countExecutions(db: Database, assetId: string): Promise<number> {
  return db.$count(executions, eq(executions.assetId, assetId));
}

/** Whether these runs have been recorded, by name. */
export async function recordedRuns(db: Database, runs: string[]): Promise<Set<string>> {
  const rows = await db.select({ run: executions.run }).from(executions).where(inArray(executions.run, runs));
  return new Set(rows.map((row) => row.run));
}

/** The writes that record an execution: nothing when its run is recorded already or the asset is gone. */
export function recordExecution(execution: Execution): Statement[] {
  const { id, assetId, run, skillName, triggerSource, parametersJson, succeeded, startedAt, completedAt } =
    execution;
  return [
    sql`INSERT OR IGNORE INTO executions
        (id, asset_id, run, skill_name, trigger_source, parameters_json, succeeded, started_at, completed_at)
      SELECT ${id}, ${assetId}, ${run}, ${skillName}, ${triggerSource}, ${parametersJson}, ${succeeded ? 1 : 0},
        ${startedAt}, ${completedAt}
      WHERE EXISTS (SELECT 1 FROM assets WHERE id = ${assetId})`,
    sql`INSERT OR IGNORE INTO execution_steps
        (execution_id, position, step_name, succeeded, error_message, started_at, completed_at)
      SELECT ${id}, key, value ->> 'stepName', value ->> 'succeeded', value ->> 'errorMessage',
        value ->> 'startedAt', value ->> 'completedAt'
      FROM json_each(${JSON.stringify(execution.steps)})
      WHERE EXISTS (SELECT 1 FROM executions WHERE id = ${id})`,
  ];
}

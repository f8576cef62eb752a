/** Workflows as rows. At most one runs by itself: the index sees to it, and the others give way in the same transaction. */
import { and, asc, desc, eq, ne } from "drizzle-orm";
import type { Workflow } from "../workflows/workflow.ts";
import { isStopped, STOP_WHEN_NOTHING_CHANGED } from "./assets.ts";
import { type Database, type Statement, transaction } from "./database.ts";
import { workflows } from "./schema.ts";

type Row = typeof workflows.$inferSelect;

const toWorkflow = ({ nameKey: _, ...workflow }: Row): Workflow => workflow;
const nameKey = (name: string): string => name.toLowerCase();

/** The auto-run one first, then by name. */
export async function listWorkflows(db: Database): Promise<Workflow[]> {
  const rows = await db.select().from(workflows).orderBy(desc(workflows.isAutoRun), asc(workflows.nameKey));
  return rows.map(toWorkflow);
}

export async function workflowById(db: Database, id: string): Promise<Workflow | null> {
  const row = await db.select().from(workflows).where(eq(workflows.id, id.toLowerCase())).get();
  return row === undefined ? null : toWorkflow(row);
}

export async function autoRunWorkflow(db: Database): Promise<Workflow | null> {
  const row = await db.select().from(workflows).where(eq(workflows.isAutoRun, true)).get();
  return row === undefined ? null : toWorkflow(row);
}

export async function insertWorkflow(db: Database, workflow: Workflow): Promise<void> {
  await transaction(db, [
    ...(workflow.isAutoRun ? [stopOthers(db, workflow.id)] : []),
    db.insert(workflows).values({ ...workflow, nameKey: nameKey(workflow.name) }),
  ]);
}

/**
 * Only what is given: what somebody else changes about it at this moment stays.
 *
 * @returns false when it has been deleted meanwhile: then the others stay as they are, too
 */
export async function updateWorkflow(
  db: Database,
  id: string,
  changes: Partial<Omit<Workflow, "id" | "createdAt">>,
): Promise<boolean> {
  const name = changes.name === undefined ? {} : { nameKey: nameKey(changes.name) };
  try {
    await transaction(db, [
      ...(changes.isAutoRun ? [stopOthers(db, id)] : []),
      db
        .update(workflows)
        .set({ ...changes, ...name })
        .where(eq(workflows.id, id)),
      STOP_WHEN_NOTHING_CHANGED,
    ]);
    return true;
  } catch (error) {
    if (isStopped(error)) return false;
    throw error;
  }
}

/** @returns whether there was one */
export async function deleteWorkflow(db: Database, id: string): Promise<boolean> {
  const rows = await db.delete(workflows).where(eq(workflows.id, id.toLowerCase())).returning();
  return rows.length > 0;
}

function stopOthers(db: Database, id: string): Statement {
  return db
    .update(workflows)
    .set({ isAutoRun: false })
    .where(and(eq(workflows.isAutoRun, true), ne(workflows.id, id)));
}

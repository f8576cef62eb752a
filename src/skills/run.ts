/** The runner: runs a skill's steps on an asset, stores what each learned, and records how it went. */
import { fillBlankTexts } from "../assets/blank-texts.ts";
import { newId } from "../assets/identity.ts";
import { newStorageKey } from "../assets/storage-key.ts";
import { type AssetRecord, assetRecord } from "../database/assets.ts";
import { type NewDerivative, saveFindings } from "../database/findings.ts";
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import type { Rendition } from "../images/render.ts";
import { log } from "../log.ts";
import { boundDriver } from "../providers/storage-targets.ts";
import type { Services } from "../services.ts";
import type { Execution, ExecutionStep } from "./execution.ts";
import { modelPicture } from "./picture.ts";
import { readable } from "./readable.ts";
import type { Findings, Skill, StepContext } from "./skill.ts";

export interface Run {
  assetId: string;
  skill: Skill;
  /** Names this run for ever: recorded under it at most once. */
  run: string;
  trigger: "upload" | "manual";
  parameters: unknown;
  /** See {@link StepContext.keepResultsSince}; everything is asked for anew by default. */
  keepResultsSince?: number;
  /** Not to count as started before: what runs later is the later one, however coarse the clock is. */
  notBefore?: number;
  /** Called before each step, so that a lease can be renewed. */
  beforeStep?(): Promise<void>;
}

export interface Outcome {
  execution: Execution;
  /** The steps that failed in a way that may pass by itself. */
  transient: AppError[];
}

/**
 * A failed step does not stop the next. Findings are stored step by step; the execution is only returned, for
 * the caller knows whether to try again or to record it.
 *
 * @returns null when the asset is gone
 */
export async function runSkill(services: Services, run: Run): Promise<Outcome | null> {
  const startedAt = Math.max(services.now(), run.notBefore ?? 0);
  const steps: ExecutionStep[] = [];
  const transient: AppError[] = [];
  const sources = new Map<string, Source>();

  for (const step of run.skill.steps) {
    await run.beforeStep?.();
    const record = await assetRecord(services.db, run.assetId);
    if (record === null) return null;
    const began = Math.max(services.now(), startedAt);
    let errorMessage: string | null = null;
    try {
      const findings = await step.run(contextOf(services, run, record, sources));
      await store(services, record, findings);
    } catch (thrown) {
      const error = AppError.from(thrown);
      if (error.retry) transient.push(error);
      log("warn", "step failed", { assetId: run.assetId, skill: run.skill.name, step: step.name, error });
      errorMessage = readable(error.message, step.name);
    }
    steps.push({
      stepName: step.name,
      succeeded: errorMessage === null,
      errorMessage,
      startedAt: began,
      completedAt: Math.max(services.now(), began),
    });
  }

  const execution: Execution = {
    id: newId(startedAt),
    assetId: run.assetId,
    run: run.run,
    skillName: run.skill.name,
    triggerSource: run.trigger,
    parametersJson: run.parameters === undefined ? null : JSON.stringify(run.parameters),
    succeeded: steps.every(({ succeeded }) => succeeded),
    startedAt,
    completedAt: Math.max(services.now(), startedAt),
    steps,
  };
  return { execution, transient };
}

/** What steps of one run share, for each version of the original. */
interface Source {
  original?: Promise<Uint8Array>;
  picture?: Promise<string>;
}

function contextOf(
  services: Services,
  { skill, trigger, parameters, keepResultsSince = Number.POSITIVE_INFINITY }: Run,
  { asset, derivatives, results }: AssetRecord,
  sources: Map<string, Source>,
): StepContext {
  const source = sources.get(asset.checksumSha256) ?? {};
  sources.set(asset.checksumSha256, source);
  const original = () => {
    source.original ??= readOriginal(services, asset);
    return source.original;
  };
  const picture = () => {
    source.picture ??= original().then((bytes) => modelPicture(bytes, services.images));
    return source.picture;
  };
  const facts = { services, skill, asset, derivatives, results, trigger, parameters, keepResultsSince };
  return { ...facts, original, picture };
}

async function readOriginal(services: Services, asset: AssetRecord["asset"]): Promise<Uint8Array> {
  const driver = await boundDriver(services, asset.storageProviderProfileId);
  const object = await driver.get(asset.storageKey);
  if (object === null) throw new AppError("asset_not_found", "The storage no longer has the original.");
  return new Uint8Array(await new Response(object.body).arrayBuffer());
}

/** Bytes first, then their rows: a crash in between leaves bytes for the sweep, never a row without them. */
async function store(services: Services, { asset }: AssetRecord, findings: Findings): Promise<void> {
  const { renditions = [], dominantColor, result, texts } = findings;
  if (renditions.length > 0 || dominantColor !== undefined || result !== undefined) {
    const derivatives = await storeBytes(services, asset, renditions);
    await saveFindings(services.db, asset, { derivatives, dominantColor, result }, services.now());
  }
  if (texts !== undefined) await fillBlankTexts(services, asset.id, texts);
}

async function storeBytes(
  services: Services,
  asset: AssetRecord["asset"],
  renditions: Rendition[],
): Promise<NewDerivative[]> {
  if (renditions.length === 0) return [];
  const driver = await boundDriver(services, asset.storageProviderProfileId);
  const made: NewDerivative[] = [];
  for (const { bytes, ...rendition } of renditions) {
    const storageKey = newStorageKey(services.now(), rendition.extension);
    await driver.put(storageKey, bytes, {
      contentType: rendition.contentType,
      sha256: await sha256Hex(bytes),
    });
    made.push({ ...rendition, storageKey, size: bytes.length });
  }
  return made;
}

/** A running server watches `public/` and starts over at each change: what a build finds as it should be stays. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Plugin } from "esbuild";

/** Writes what esbuild made (`write: false` leaves it to this). */
export const writeDiffering: Plugin = {
  name: "write-differing",
  setup({ onEnd }) {
    onEnd(async ({ outputFiles = [] }) => {
      for (const { path, contents } of outputFiles) await writeIfDifferent(path, contents);
    });
  },
};

export async function writeIfDifferent(path: string, contents: Uint8Array): Promise<void> {
  if ((await readIfThere(path))?.equals(contents)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contents);
}

export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return null;
    throw thrown;
  }
}

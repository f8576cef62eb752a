/** A folder of a GitHub repository: every put and delete is a commit. An object's etag is its blob's sha. */
import { sha256Hex } from "../digest.ts";
import { AppError } from "../errors.ts";
import { etagOf, rangeHeader, sizeOf } from "./answers.ts";
import type { ByteRange, PutOptions, StorageDriver, StoredBody } from "./driver.ts";
import { blobSha } from "./git-blob.ts";
import { GithubFailure } from "./github-api.ts";
import type { GithubRepository } from "./github-repository.ts";
import { part } from "./part.ts";

/** What the log of the repository says when nobody said anything better. */
const PUT_MESSAGE = "chore(nekohub): store asset";
const DELETE_MESSAGE = "chore(nekohub): delete asset";

export interface GithubDriverOptions {
  repository: GithubRepository;
  /** Keys of assets uploaded here begin with it; those of assets that were moved here are put under it. */
  basePath: string;
}

/** Where a key stands in the repository. */
export function repositoryPath(basePath: string, key: string): string {
  return basePath === "" || key.startsWith(`${basePath}/`) ? key : `${basePath}/${key}`;
}

export function githubDriver({ repository, basePath }: GithubDriverOptions): StorageDriver {
  const pathOf = (key: string) => repositoryPath(basePath, key);

  return {
    type: "github-repo",

    put: (key: string, bytes: Uint8Array, { sha256, ifMatch, commitMessage }: PutOptions) =>
      reaching(async () => {
        if ((await sha256Hex(bytes)) !== sha256) {
          throw new AppError(
            "storage_unavailable",
            "The bytes changed on the way to the storage. Try again.",
          );
        }
        const message = commitMessage ?? PUT_MESSAGE;
        const sha = await repository.write(pathOf(key), bytes, { message, sha: ifMatch });
        if (sha === null) return null;
        if (sha !== (await blobSha(bytes))) {
          throw new AppError("storage_unavailable", "GitHub stored other bytes than it was sent. Try again.");
        }
        return { key, size: bytes.length, etag: sha };
      }),

    // A commit has the file as base64 inside its JSON, and is made again when somebody else's came in between.
    putStream: async () => null,

    get: (key: string, range?: ByteRange) =>
      reaching(() =>
        repository.canWrite
          ? get(repository, key, pathOf(key), range)
          : getPublic(repository, key, pathOf(key), range),
      ),

    head: (key: string) =>
      reaching(async () => {
        if (!repository.canWrite) {
          const response = await repository.publicFile(pathOf(key), { method: "HEAD" });
          return response === null ? null : { key, size: sizeOf(response), etag: etagOf(response) };
        }
        const file = await repository.file(pathOf(key));
        return file === null || file === "dir" ? null : { key, size: file.size, etag: file.sha };
      }),

    delete: (keys: string[], { commitMessage } = {}) =>
      reaching(async () => {
        for (const key of keys) await repository.remove(pathOf(key), commitMessage ?? DELETE_MESSAGE);
      }),

    async *list(prefix: string) {
      const root = basePath === "" ? "" : `${basePath}/`;
      const wanted = pathOf(prefix);
      const files = filesOf(repository, repository.branch, "");
      for (;;) {
        const { done, value } = await reaching(() => files.next());
        if (done) return;
        if (!value.path.startsWith(wanted)) continue;
        const key = prefix.startsWith(root) ? value.path : value.path.slice(root.length);
        yield { key, size: value.size };
      }
    },
  };
}

async function get(
  repository: GithubRepository,
  key: string,
  path: string,
  range: ByteRange | undefined,
): Promise<StoredBody | null> {
  const file = await repository.file(path);
  if (file === null || file === "dir") return null;
  const whole = file.bytes === null ? await repository.stream(path) : streamOf(file.bytes);
  if (whole === null) return null;
  return { key, size: file.size, etag: file.sha, body: range === undefined ? whole : part(whole, range) };
}

async function getPublic(
  repository: GithubRepository,
  key: string,
  path: string,
  range: ByteRange | undefined,
): Promise<StoredBody | null> {
  const wanted = range === undefined ? undefined : rangeHeader(range);
  const response = await repository.publicFile(path, { range: wanted });
  if (response?.body == null) return null;
  return {
    key,
    size: sizeOf(response),
    etag: etagOf(response),
    body: range !== undefined && response.status !== 206 ? part(response.body, range) : response.body,
  };
}

/** All of a tree's files. What GitHub does not list at once is listed folder by folder. */
async function* filesOf(
  repository: GithubRepository,
  sha: string,
  under: string,
): AsyncGenerator<{ path: string; size: number }, undefined> {
  const whole = await repository.tree(sha, true);
  const { entries } = whole.truncated ? await repository.tree(sha, false) : whole;
  for (const entry of entries) {
    const path = under + entry.path;
    if (entry.type === "file") yield { path, size: entry.size ?? 0 };
    else if (whole.truncated) yield* filesOf(repository, entry.sha, `${path}/`);
  }
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new Blob([bytes]).stream();
}

async function reaching<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    if (!(thrown instanceof GithubFailure)) throw thrown;
    throw thrown.isTemporary
      ? new AppError("storage_unavailable", `${thrown.message} Try again.`, { cause: thrown })
      : new AppError(
          "storage_provider_request_refused",
          `${thrown.message} Check the repository and its branch.`,
          {
            cause: thrown,
          },
        );
  }
}

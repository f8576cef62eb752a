/** A branch of a GitHub repository as files: read, written by commits, listed. Paths are from the repository's root. */
import type { Octokit } from "@octokit/rest";
import { AppError } from "../errors.ts";
import { blobSha } from "./git-blob.ts";
import {
  asking,
  askingFor,
  type GithubAccess,
  GithubFailure,
  githubClient,
  refusedResponse,
} from "./github-api.ts";

export interface GithubOptions extends GithubAccess {
  owner: string;
  repo: string;
  /** The branch. */
  ref: string;
  rawBaseUrl: string;
  /** Writes to one repository, one after the other; shared by everything that an invocation opens. */
  turns: Map<string, Promise<unknown>>;
}

export interface GithubFile {
  sha: string;
  size: number;
  /** null = over the megabyte up to which GitHub answers with the bytes at once. */
  bytes: Uint8Array | null;
}

export interface TreeEntry {
  /** Relative to the tree that was asked for. */
  path: string;
  type: "file" | "dir";
  sha: string;
  size: number | null;
}

/** A file travels as base64 in one JSON text, and all of it is in memory at once. GitHub itself refuses 100 MiB. */
const MAX_FILE_BYTES = 25 * 1024 * 1024;

const TRIES = 6;
const PAUSE_MS = 200;

export type GithubRepository = ReturnType<typeof githubRepository>;

export function githubRepository(options: GithubOptions) {
  const { owner, repo, ref, token, outbound } = options;
  const octokit = githubClient(options);
  const place = { owner, repo };

  return {
    rawUrl: (path: string) => rawUrl(options, path),

    /** @returns null when there is nothing; "dir" for a folder */
    async file(path: string): Promise<GithubFile | "dir" | null> {
      const answer = await askingFor(() => octokit.rest.repos.getContent({ ...place, ref, path }));
      if (answer === null) return null;
      if (Array.isArray(answer.data)) return "dir";
      const { sha, size } = answer.data;
      const { content = "", encoding = "none" } = "content" in answer.data ? answer.data : {};
      const whole = encoding === "base64" && (content !== "" || size === 0);
      return { sha, size, bytes: whole ? Uint8Array.fromBase64(content.replaceAll("\n", "")) : null };
    },

    /** The bytes of a file of any size, as they arrive. */
    async stream(path: string): Promise<ReadableStream<Uint8Array> | null> {
      const answer = await askingFor(() => rawContent(octokit, { ...place, ref, path }));
      return answer;
    },

    /** As anybody may read it, without the API and its rate limit. @returns null when there is nothing */
    async publicFile(
      path: string,
      init: { method?: "GET" | "HEAD"; range?: string } = {},
    ): Promise<Response | null> {
      const { method = "GET", range } = init;
      const response = await asking(() =>
        outbound(rawUrl(options, path), { method, ...(range === undefined ? {} : { headers: { range } }) }),
      );
      if (response.ok) return response;
      await response.body?.cancel();
      if (response.status === 404) return null;
      throw refusedResponse(response);
    },

    /**
     * Commits a file. Without `sha` whatever is there is replaced; with it only that version.
     *
     * @returns the new version's sha; null when `sha` was given and the file is not that one any more
     */
    write(path: string, bytes: Uint8Array, { message, sha }: { message: string; sha?: string }) {
      if (bytes.length > MAX_FILE_BYTES) {
        throw new AppError(
          "storage_provider_object_too_large",
          `GitHub takes files of up to ${MAX_FILE_BYTES / 1024 / 1024} MiB here; this one has ${bytes.length} bytes.`,
        );
      }
      assertWritable(token);
      return inTurn(options, async () => {
        const content = bytes.toBase64();
        const wanted = await blobSha(bytes);
        return again(async (attempt) => {
          const known = attempt === 1 ? (sha ?? null) : await this.file(path);
          if (known === "dir") throw new AppError("storage_provider_file_expected", `${path} is a folder.`);
          const current = typeof known === "string" ? known : (known?.sha ?? null);
          // A try that got no answer may have been carried out all the same.
          if (attempt > 1 && current === wanted) return wanted;
          if (sha !== undefined && current !== sha) return null;
          const answer = await octokit.rest.repos.createOrUpdateFileContents({
            ...place,
            path,
            message,
            content,
            branch: ref,
            ...(current === null ? {} : { sha: current }),
          });
          return answer.data.content?.sha ?? "";
        });
      });
    },

    /** Commits the removal of a file; an absent one is no error. */
    remove(path: string, message: string): Promise<void> {
      assertWritable(token);
      return inTurn(options, () =>
        again(async () => {
          const file = await this.file(path);
          if (file === null) return;
          if (file === "dir") throw new AppError("storage_provider_file_expected", `${path} is a folder.`);
          await octokit.rest.repos.deleteFile({ ...place, path, message, sha: file.sha, branch: ref });
        }),
      );
    },

    /** What is in a tree; "" of a branch without commits. `truncated`: GitHub left something out (over 100 000 entries). */
    async tree(sha: string, recursive: boolean): Promise<{ entries: TreeEntry[]; truncated: boolean }> {
      const { data } = await asking(() =>
        octokit.rest.git.getTree({ ...place, tree_sha: sha, ...(recursive ? { recursive: "1" } : {}) }),
      );
      const entries = data.tree.flatMap(({ path, type, sha, size }): TreeEntry[] =>
        type === "commit" || path === undefined || sha === undefined
          ? []
          : [{ path, type: type === "tree" ? "dir" : "file", sha, size: size ?? null }],
      );
      return { entries, truncated: data.truncated };
    },

    canWrite: token !== null,
    branch: ref,
  };
}

function assertWritable(token: string | null): void {
  if (token === null) {
    throw new AppError(
      "storage_provider_access_denied",
      "Nothing can be written to a repository without a token.",
    );
  }
}

/** `<raw base>/<owner>/<repo>/<ref>/<path>` */
export function rawUrl(
  { rawBaseUrl, owner, repo, ref }: Pick<GithubOptions, "rawBaseUrl" | "owner" | "repo" | "ref">,
  path: string,
): string {
  const encoded = [owner, repo, ...ref.split("/"), ...path.split("/")].map(encodeURIComponent).join("/");
  return `${rawBaseUrl}/${encoded}`;
}

async function rawContent(
  octokit: Octokit,
  parameters: { owner: string; repo: string; ref: string; path: string },
): Promise<ReadableStream<Uint8Array>> {
  const { data }: { data: unknown } = await octokit.request("GET /repos/{owner}/{repo}/contents/{path}", {
    ...parameters,
    mediaType: { format: "raw" },
    request: { parseSuccessResponseBody: false },
  });
  if (!(data instanceof ReadableStream)) throw new GithubFailure(0, "no body");
  return data;
}

/** Each commit moves the branch, so two at once mean that one of them is refused. */
async function inTurn<T>(
  { apiBaseUrl, owner, repo, turns }: GithubOptions,
  work: () => Promise<T>,
): Promise<T> {
  const key = `${apiBaseUrl} ${owner}/${repo}`.toLowerCase();
  const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
  turns.set(
    key,
    turn.catch(() => null),
  );
  return turn;
}

/** 409 and 422: somebody else's commit came between looking and writing. */
async function again<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await asking(() => work(attempt));
    } catch (thrown) {
      const worthIt =
        thrown instanceof GithubFailure &&
        (thrown.isTemporary || thrown.status === 409 || thrown.status === 422);
      if (!worthIt || attempt === TRIES) throw thrown;
      await new Promise((resume) => setTimeout(resume, PAUSE_MS * attempt * (0.5 + Math.random())));
    }
  }
}

/** The GitHub emulator of the test run, as a repository. */
import { inject } from "vitest";
import "./provided.ts";
import { type GithubOptions, githubRepository } from "../../src/storage/github-repository.ts";
import { GITHUB_OWNER, GITHUB_TOKEN } from "./github-account.ts";
import { outbound } from "./s3.ts";

export function repositoryOf(repo: string, changes: Partial<GithubOptions> = {}) {
  return githubRepository({
    owner: GITHUB_OWNER,
    repo,
    ref: "main",
    apiBaseUrl: inject("github").api,
    rawBaseUrl: inject("github").raw,
    token: GITHUB_TOKEN,
    outbound,
    turns: new Map(),
    ...changes,
  });
}

/** The messages of the commits that touched a path, newest first. */
export async function commitMessages(repo: string, path = ""): Promise<string[]> {
  const url = `${inject("github").api}/repos/${GITHUB_OWNER}/${repo}/commits?sha=main&path=${path}&per_page=100`;
  const commits: { commit: { message: string } }[] = await (await fetch(url)).json();
  return commits.map(({ commit }) => commit.message);
}

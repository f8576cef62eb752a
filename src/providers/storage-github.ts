/** Files committed to a GitHub repository. */
import { AppError } from "../errors.ts";
import { fields } from "../shape.ts";
import { flag, httpUrl, read, relativePath, required, text } from "./configuration-values.ts";
import type { ConfigurationSummary, StorageCapabilities } from "./storage-profile.ts";

export interface GithubConfiguration {
  kind: "github-repo";
  owner: string;
  repo: string;
  /** The branch that is read and committed to. */
  ref: string;
  /** Folder of everything that NekoHub sees and writes; "" = the repository's root. */
  basePath: string;
  /** `public-only`: anyone can read the repository; `private-token`: only the token can. */
  visibilityPolicy: "public-only" | "private-token";
  apiBaseUrl: string;
  rawBaseUrl: string;
  allowDelete: boolean;
}

export interface GithubSecrets {
  kind: "github-repo";
  token: string;
}

const Values = fields({
  owner: text,
  repo: text,
  ref: text,
  basePath: text,
  visibilityPolicy: text,
  apiBaseUrl: text,
  rawBaseUrl: text,
  allowDelete: flag(false),
});
const SecretValues = fields({ token: text });

const NAME = /^[A-Za-z0-9._-]+$/;
const MIN_TOKEN_LENGTH = 8;

export function checkGithub(given: object): GithubConfiguration {
  const values = read(Values, given, "storage_provider_profile_configuration_invalid");
  const owner = required(values.owner, "owner", "storage_provider_profile_github_owner_required");
  if (!isName(owner))
    throw new AppError("storage_provider_profile_github_owner_invalid", "owner: not a GitHub name.");
  const repo = required(values.repo, "repo", "storage_provider_profile_github_repo_required");
  if (!isName(repo))
    throw new AppError("storage_provider_profile_github_repo_invalid", "repo: not a repository's name.");
  const ref = required(values.ref, "ref", "storage_provider_profile_github_repo_ref_required");
  return {
    kind: "github-repo",
    owner,
    repo,
    ref: branch(ref),
    basePath: relativePath(values.basePath ?? "", "storage_provider_profile_github_path_prefix_invalid"),
    visibilityPolicy: policy(values.visibilityPolicy ?? "public-only"),
    apiBaseUrl: httpUrl(
      values.apiBaseUrl ?? "https://api.github.com",
      "apiBaseUrl",
      "storage_provider_profile_github_repo_api_base_url_invalid",
    ),
    rawBaseUrl: httpUrl(
      values.rawBaseUrl ?? "https://raw.githubusercontent.com",
      "rawBaseUrl",
      "storage_provider_profile_github_repo_raw_base_url_invalid",
    ),
    allowDelete: values.allowDelete,
  };
}

function isName(name: string): boolean {
  return NAME.test(name) && name !== "." && name !== "..";
}

/** What git refuses in a branch's name: git-scm.com/docs/git-check-ref-format. */
function branch(ref: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are among what is refused
  if (/[\s\\~^:?*[\u0000-\u001f\u007f]|\.\.|@\{|\/\/|^\/|\/$|\.$/.test(ref)) {
    throw new AppError("storage_provider_profile_github_repo_ref_invalid", "ref: not a branch's name.");
  }
  return ref;
}

function policy(value: string): GithubConfiguration["visibilityPolicy"] {
  const wanted = value.toLowerCase();
  if (wanted === "public-only" || wanted === "private-token") return wanted;
  throw new AppError(
    "storage_provider_profile_github_visibility_policy_invalid",
    "visibilityPolicy: public-only or private-token.",
  );
}

export function checkGithubSecrets(given: object, configuration: GithubConfiguration): GithubSecrets | null {
  const { token } = read(SecretValues, given, "storage_provider_profile_secret_configuration_invalid");
  if (token === null && configuration.visibilityPolicy === "private-token") {
    throw new AppError(
      "storage_provider_profile_github_repo_token_required_for_private",
      "A private repository can't be read without a token.",
    );
  }
  if (token === null) return null;
  // A token goes into a header: nothing but visible ASCII has a place there.
  if (token.length < MIN_TOKEN_LENGTH || !/^[\x21-\x7e]+$/.test(token) || token.includes("***")) {
    throw new AppError("storage_provider_profile_github_token_invalid", "token: not a GitHub token.");
  }
  return { kind: "github-repo", token };
}

export const GITHUB_CAPABILITIES: StorageCapabilities = {
  supportsPublicRead: true,
  supportsPrivateRead: true,
  supportsVisibilityToggle: false,
  supportsDelete: true,
  supportsDirectPublicUrl: true,
  requiresAccessProxy: true,
  recommendedForPrimaryStorage: false,
  isPlatformBacked: true,
  isExperimental: true,
  requiresTokenForPrivateRead: true,
};

export function summariseGithub(configuration: GithubConfiguration): Partial<ConfigurationSummary> {
  const { owner, repo, ref, basePath, visibilityPolicy, apiBaseUrl, rawBaseUrl } = configuration;
  const folder = basePath || null;
  return {
    owner,
    repository: repo,
    reference: ref,
    pathPrefix: folder,
    basePath: folder,
    visibilityPolicy,
    apiBaseUrl,
    rawBaseUrl,
  };
}

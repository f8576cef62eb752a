/** Looking around in the repository of a profile. */
import { z } from "zod";
import { AppError } from "../errors.ts";
import type { Services } from "../services.ts";
import { GithubFailure } from "../storage/github-api.ts";
import type { TreeEntry } from "../storage/github-repository.ts";
import {
  folderAt,
  fullPath,
  pathInRepository,
  type RepositoryAccess,
  repositoryAccess,
  trying,
} from "./github-access.ts";

const TYPES = ["all", "file", "dir"] as const;
const MAX_PAGE_SIZE = 200;

export interface BrowseRequest {
  path: string;
  recursive: boolean;
  /** Folders below the path; only when recursive. */
  maxDepth: number;
  type: string;
  /** Substring of a name or path, in any case; null = all. */
  keyword: string | null;
  page: number;
  pageSize: number;
}

const Item = z.object({
  name: z.string(),
  path: z.string().meta({ description: "Relative to the profile's base path" }),
  type: z.enum(["file", "dir"]),
  isDirectory: z.boolean(),
  isFile: z.boolean(),
  size: z.int().nullable(),
  sha: z.string().nullable(),
  publicUrl: z.url().nullable(),
});

export const BrowseResult = z
  .object({
    profileId: z.uuid(),
    requestedPath: z.string(),
    recursive: z.boolean(),
    maxDepth: z.int(),
    type: z.enum(TYPES),
    keyword: z.string().nullable(),
    total: z.int(),
    page: z.int(),
    pageSize: z.int(),
    hasMore: z.boolean(),
    visibilityPolicy: z.string(),
    usesControlledRead: z.boolean().meta({ description: "Only NekoHub hands the files out." }),
    items: z.array(Item),
  })
  .meta({ id: "GithubBrowseResult" });
export type BrowseResult = z.infer<typeof BrowseResult>;

export async function browseRepository(
  services: Services,
  id: string,
  request: BrowseRequest,
): Promise<BrowseResult> {
  const access = await repositoryAccess(services, id);
  const { recursive, maxDepth, page, pageSize } = request;
  const requestedPath = pathInRepository(request.path);
  const type = checked(request);
  const entries = await entriesBelow(access, requestedPath, recursive);
  const keyword = request.keyword?.trim() || null;
  const found = entries
    .filter((entry) => !recursive || depth(entry) <= maxDepth)
    .filter((entry) => type === "all" || entry.type === type)
    .map((entry) => present(access, requestedPath, entry))
    .filter(({ path }) => keyword === null || path.toLowerCase().includes(keyword.toLowerCase()))
    .sort(foldersFirst);
  const items = found.slice((page - 1) * pageSize, page * pageSize);
  return {
    profileId: access.profileId,
    requestedPath,
    recursive,
    maxDepth,
    type,
    keyword,
    total: found.length,
    page,
    pageSize,
    hasMore: page * pageSize < found.length,
    visibilityPolicy: access.configuration.visibilityPolicy,
    usesControlledRead: !access.isPublic,
    items,
  };
}

function checked({ maxDepth, type, page, pageSize }: BrowseRequest): BrowseResult["type"] {
  if (maxDepth < 1) throw new AppError("storage_provider_directory_depth_invalid", "maxDepth: 1 or more.");
  const wanted = TYPES.find((known) => known === type.trim().toLowerCase());
  if (wanted === undefined)
    throw new AppError("storage_provider_directory_type_invalid", "type: all, file or dir.");
  if (page < 1) throw new AppError("storage_provider_directory_page_invalid", "page: 1 or more.");
  if (pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
    throw new AppError("storage_provider_directory_page_size_invalid", `pageSize: 1 to ${MAX_PAGE_SIZE}.`);
  }
  return wanted;
}

/** One call a level down to the folder, and one for everything in it, however deep. */
async function entriesBelow(
  { repository, configuration }: RepositoryAccess,
  path: string,
  recursive: boolean,
): Promise<TreeEntry[]> {
  const notFound = new AppError(
    "storage_provider_directory_not_found",
    path === "" ? `There is no branch "${configuration.ref}" with commits.` : `There is no folder "${path}".`,
  );
  return trying("storage_provider_directory_list_failed", async () => {
    try {
      const folder = await folderAt(repository, fullPath(configuration, path));
      // Git has no empty folders: the profile's own one appears with its first file.
      if (folder === null && path === "") return [];
      if (folder === null) throw notFound;
      if (folder === "file")
        throw new AppError("storage_provider_directory_expected", `"${path}" is a file.`);
      const { entries, truncated } = await repository.tree(folder, recursive);
      if (!truncated) return entries;
    } catch (thrown) {
      // A branch that is absent, or has no commits yet.
      if (thrown instanceof GithubFailure && (thrown.status === 404 || thrown.status === 409)) throw notFound;
      throw thrown;
    }
    throw new AppError(
      "storage_provider_directory_list_failed",
      "There is more below this folder than GitHub lists at once. Browse a folder of it, or without recursion.",
    );
  });
}

function depth({ path }: TreeEntry): number {
  return path.split("/").length;
}

function present(
  { repository, configuration, isPublic }: RepositoryAccess,
  folder: string,
  entry: TreeEntry,
) {
  const path = folder === "" ? entry.path : `${folder}/${entry.path}`;
  const isFile = entry.type === "file";
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    type: entry.type,
    isDirectory: !isFile,
    isFile,
    size: isFile ? entry.size : null,
    sha: entry.sha,
    publicUrl: isFile && isPublic ? repository.rawUrl(fullPath(configuration, path)) : null,
  };
}

function foldersFirst(a: BrowseResult["items"][number], b: BrowseResult["items"][number]): number {
  const compare = (x: string, y: string) => (x < y ? -1 : Number(x > y));
  return (
    Number(a.isFile) - Number(b.isFile) ||
    compare(a.name.toLowerCase(), b.name.toLowerCase()) ||
    compare(a.path.toLowerCase(), b.path.toLowerCase())
  );
}

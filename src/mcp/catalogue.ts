/** Every tool there is, by name. Adding one is one definition, one line here and one row in the policy. */
import type { Tool } from "./tool.ts";
import { batchDeleteTool, deleteAssetTool, patchAssetTool } from "./tools/change-assets.ts";
import { createUploadTool } from "./tools/create-upload.ts";
import {
  contentUrlTool,
  getAssetTool,
  listAssetsTool,
  searchAssetsTool,
  usageStatsTool,
} from "./tools/find-assets.ts";
import {
  createStorageProfileTool,
  deleteStorageProfileTool,
  listStorageProfilesTool,
  updateStorageProfileTool,
} from "./tools/storage-profiles.ts";
import { uploadAssetTool } from "./tools/upload-asset.ts";
import { viewImageTool } from "./tools/view-image.ts";

const TOOLS: Tool[] = [
  getAssetTool,
  listAssetsTool,
  searchAssetsTool,
  contentUrlTool,
  usageStatsTool,
  viewImageTool,
  uploadAssetTool,
  createUploadTool,
  patchAssetTool,
  deleteAssetTool,
  batchDeleteTool,
  listStorageProfilesTool,
  createStorageProfileTool,
  updateStorageProfileTool,
  deleteStorageProfileTool,
];

export const CATALOGUE: ReadonlyMap<string, Tool> = new Map(
  TOOLS.map((tool): [string, Tool] => [tool.descriptor.name, tool]).sort(([a], [b]) => (a < b ? -1 : 1)),
);

/** Changing and deleting assets. */
import { z } from "zod";
import { AssetChanges, editAsset } from "../../assets/edit.ts";
import { BatchDeleteResult, batchDelete, DeleteResult, deleteAsset } from "../../assets/remove.ts";
import { McpAsset } from "../asset.ts";
import { defineTool, Id } from "../tool.ts";

const { description, altText, originalFileName, isPublic } = AssetChanges.out.shape;

/** As in one REST request. */
const MAX_BATCH = 100;

export const patchAssetTool = defineTool({
  name: "patch_asset",
  title: "Change asset",
  description:
    "Change an image's description, alt text, file name or visibility. What you leave out stays as it is; null clears a text. isPublic true publishes the image at once for everybody, false takes it back. Returns the asset as it is now.",
  effect: "writes",
  input: z.object({
    id: Id.meta({ description: "The asset's id." }),
    description: description.meta({
      maxLength: 1000,
      description: "At most 1000 characters; null clears it.",
    }),
    altText: altText.meta({
      maxLength: 1000,
      description: "For people who cannot see the image; at most 1000 characters; null clears it.",
    }),
    originalFileName: originalFileName.meta({
      description: "The name people see; the address does not change.",
    }),
    isPublic: isPublic.meta({ description: "Whether everybody may see it." }),
  }),
  output: McpAsset,
  run: ({ services }, { id, ...changes }) => editAsset(services, id, changes),
});

export const deleteAssetTool = defineTool({
  name: "delete_asset",
  title: "Delete asset",
  description:
    "Delete one image for good, with everything made from it. It cannot be undone: be sure that this image is meant, and that its deletion is wanted.",
  effect: "destroys",
  input: z.object({
    id: Id.meta({ description: "The asset's id." }),
    commitMessage: z
      .string()
      .optional()
      .meta({ description: "Only for storages with commits, such as a GitHub repository." }),
  }),
  output: DeleteResult.extend({ status: z.literal("deleted") }),
  async run({ services }, { id, commitMessage }) {
    const deleted = await deleteAsset(services, id, commitMessage?.trim() || null);
    return { ...deleted, status: "deleted" as const };
  },
});

export const batchDeleteTool = defineTool({
  name: "batch_delete_assets",
  title: "Delete several assets",
  description:
    "Delete up to 100 images for good in one call. It cannot be undone. An id that does not exist stops nothing: it comes back in notFoundIds. When one of the ids is not an id at all, nothing is deleted.",
  effect: "destroys",
  input: z.object({ ids: z.array(Id).max(MAX_BATCH).meta({ description: "The assets' ids." }) }),
  output: BatchDeleteResult,
  run: ({ services }, { ids }) => batchDelete(services, ids),
});

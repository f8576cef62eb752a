/** Uploading bytes that stand in the call itself. */
import { z } from "zod";
import { allowedContentType, checkTexts } from "../../assets/inspect.ts";
import { upload } from "../../assets/upload.ts";
import { AppError } from "../../errors.ts";
import { McpAsset } from "../asset.ts";
import { decodeBase64 } from "../base64.ts";
import { defineTool } from "../tool.ts";
import { aboutUpload, fileName, readAboutUpload } from "../upload-arguments.ts";

export const uploadAssetTool = defineTool({
  name: "upload_asset",
  title: "Upload small image",
  description:
    "Store an image whose bytes you already hold as base64. Only for small pictures: every byte passes through you, and a message ends at 24 MiB. For a file on disk, or anything above some 100 KB, call create_upload instead and send the file to the address it returns. Returns the stored asset at once; thumbnail and captions follow in the background.",
  effect: "writes",
  input: z.object({
    fileName,
    contentType: z.string().meta({ minLength: 1, description: "The image's type.", examples: ["image/png"] }),
    contentBase64: z
      .string()
      .meta({ minLength: 1, description: "The file, as plain base64 without a data: prefix." }),
    ...aboutUpload,
  }),
  output: McpAsset,
  async run({ services }, { contentBase64, ...given }) {
    if (given.fileName.trim() === "") throw new AppError("asset_filename_invalid", "fileName is blank.");
    if (given.contentType.trim() === "")
      throw new AppError("asset_content_type_missing", "contentType is blank.");
    if (contentBase64.trim() === "") throw new AppError("asset_file_required", "contentBase64 is blank.");
    checkTexts(given);
    const contentType = allowedContentType(services.settings, given.contentType);
    const about = readAboutUpload(given);
    const bytes = decodeBase64(contentBase64);
    return upload(services, { ...about, file: { bytes, fileName: given.fileName, contentType } });
  },
});

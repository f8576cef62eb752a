import { unrecordedOriginal } from "../../assets/replace-original.ts";
import { readHeader } from "../../images/header.ts";
import { stripMetadata } from "../../images/metadata.ts";
import type { Step } from "../skill.ts";

/** EXIF, GPS, XMP, IPTC and comments go; no pixel, colour profile or orientation does. Nothing to remove: nothing done. */
export const stripExifMetadata: Step = {
  name: "strip_exif_metadata",
  async run({ asset, original }) {
    const bytes = await original();
    const unrecorded = await unrecordedOriginal(asset, bytes);
    const stripped = stripMetadata(bytes, readHeader(bytes).contentType, "all");
    if (stripped === bytes) return unrecorded === null ? {} : { original: unrecorded };
    const { extension } = asset;
    return { original: { bytes: stripped, extension, place: "same-key", derivatives: "current" } };
  },
};

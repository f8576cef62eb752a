import { unrecordedOriginal } from "../../assets/replace-original.ts";
import { readHeader } from "../../images/header.ts";
import { readWatermarkParameters, watermark } from "../../images/watermark.ts";
import type { Step } from "../skill.ts";

/** A derivative with text over it, or, with `ReplaceOriginal: true`, the original itself under its own key. */
export const drawWatermark: Step = {
  name: "draw_watermark",
  async run({ services, asset, parameters, original }) {
    const wanted = readWatermarkParameters(parameters);
    const bytes = await original();
    const draw = () => watermark(bytes, readHeader(bytes), wanted, services.glyphs);
    if (!wanted.replaceOriginal) return { renditions: [await draw()] };
    // A run that was cut off has drawn it already: twice would be once too often.
    const unrecorded = await unrecordedOriginal(asset, bytes);
    if (unrecorded !== null) return { original: unrecorded };
    const drawn = await draw();
    const { extension } = asset;
    return { original: { bytes: drawn.bytes, extension, place: "same-key", derivatives: "outdated" } };
  },
};

import { THUMBNAIL_KIND } from "../../assets/asset.ts";
import { readHeader } from "../../images/header.ts";
import { render } from "../../images/render.ts";
import type { Step } from "../skill.ts";

const EDGE_PIXELS = 256;

/** PNG that fits 256×256, ratio kept, never enlarged. One that was made from the same original stays. */
export const generateThumbnail: Step = {
  name: "generate_thumbnail",
  makes: { derivative: THUMBNAIL_KIND },
  async run({ asset, derivatives, original }) {
    const existing = derivatives.find(({ kind }) => kind === THUMBNAIL_KIND);
    if (existing?.sourceChecksum === asset.checksumSha256) return {};
    const bytes = await original();
    return render(bytes, readHeader(bytes), [
      { kind: THUMBNAIL_KIND, format: "png", maxWidth: EDGE_PIXELS, maxHeight: EDGE_PIXELS },
    ]);
  },
};

import { THUMBNAIL_KIND } from "../../assets/asset.ts";
import { readHeader } from "../../images/header.ts";
import { render } from "../../images/render.ts";
import { RENDITIONS } from "../../images/renditions.ts";
import type { Step } from "../skill.ts";

/** The thumbnail and every other rendition, in one decode. What was made from the same original stays. */
export const generateThumbnail: Step = {
  name: "generate_thumbnail",
  makes: { derivative: THUMBNAIL_KIND },
  async run({ services, asset, derivatives, original }) {
    const existing = derivatives.find(({ kind }) => kind === THUMBNAIL_KIND);
    if (existing?.sourceChecksum === asset.checksumSha256) return {};
    const bytes = await original();
    return render(bytes, readHeader(bytes), RENDITIONS, services.images);
  },
};

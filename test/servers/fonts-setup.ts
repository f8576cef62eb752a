/** The Worker's tests read font files as a deployment does: from `public/`, where a build has put them. */
import { buildFonts } from "../../src/commands/build-fonts.ts";

export default buildFonts;

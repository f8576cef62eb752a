/** What a script can add to pages that work without one. */
import { copyButtons } from "./chrome/copy.ts";
import { keys } from "./chrome/keys.ts";
import { themeSwitch } from "./chrome/theme.ts";
import { viewer } from "./viewer/viewer.ts";
import { growing } from "./wall/grow.ts";
import { returning } from "./wall/return.ts";
import { searchAsYouType } from "./wall/search.ts";

themeSwitch();
copyButtons();
keys();
const wall = growing();
searchAsYouType(wall);
viewer(wall);
await returning(wall);

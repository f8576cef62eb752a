/** What a script can add to pages that work without one. */
import { copyButtons } from "./chrome/copy.ts";
import { keys } from "./chrome/keys.ts";
import { themeSwitch } from "./chrome/theme.ts";
import { viewer } from "./viewer/viewer.ts";
import { growing } from "./wall/grow.ts";
import { returning } from "./wall/return.ts";
import { searchAsYouType } from "./wall/search.ts";

/** A task of its own for each part: a slow phone answers a tap between two of them. */
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

themeSwitch();
copyButtons();
keys();
await nextTask();
const wall = growing();
searchAsYouType(wall);
await nextTask();
viewer(wall);
await nextTask();
await returning(wall);

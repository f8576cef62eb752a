/**
 * Speculation rules: pages that are likely next are fetched, or drawn, as soon as a finger or pointer rests on
 * their link. On the wall the viewer shows pictures without their page, so only what still leads away is prefetched.
 */
function rules(how: "prefetch" | "prerender", links: string): string {
  return JSON.stringify({ [how]: [{ where: { selector_matches: links }, eagerness: "moderate" }] });
}

export const FROM_WALL = rules("prefetch", ".pager a, .viewer a");
export const FROM_PICTURE = rules("prerender", ".neighbours a");

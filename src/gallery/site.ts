/** What this deployment is called where a name stands: titles, cards, feeds. */
export const SITE_NAME = "NekoHub";

/** Addresses that the build fills in (src/commands/build-console.ts). */
declare const HASH_WORKER: string;
declare const CANVAS_STYLE: string;
declare module "*.css" {}

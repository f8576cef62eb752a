/** HarfBuzz's subsetter; the package has no types of its own. Of its options those that are used here. */
declare module "subset-font" {
  export default function subsetFont(
    font: Buffer,
    text: string | undefined,
    options: {
      targetFormat: "truetype";
      keepAllGlyphs: boolean;
      variationAxes: Record<string, number>;
      noHinting: boolean;
      keepFeatures: string[];
      dropTables: string[];
    },
  ): Promise<Buffer>;
}

/** A glyph as TrueType stores it: its outline is a part of a glyf table. */
export interface StoredGlyph {
  advance: number;
  outline: Uint8Array;
}

export interface Metrics {
  unitsPerEm: number;
  ascent: number;
  descent: number;
}

/** Writes a TrueType font with the tables that `src/images/font` reads, and no others: for the Worker, not for a system. */
export function writeFont(metrics: Metrics, glyphs: ReadonlyMap<number, StoredGlyph>): Uint8Array {
  const codePoints = [...glyphs.keys()].sort((a, b) => a - b);
  // Glyph 0 stands for what the font lacks; it is blank, because nobody draws it.
  const stored: StoredGlyph[] = [{ advance: metrics.unitsPerEm, outline: new Uint8Array() }];
  for (const codePoint of codePoints) stored.push(glyphs.get(codePoint) ?? missing(codePoint));
  return assemble({
    cmap: characterMap(codePoints),
    glyf: Buffer.concat(stored.map(({ outline }) => outline)),
    head: head(metrics),
    hhea: horizontalHeader(metrics, stored.length),
    hmtx: Buffer.concat(stored.map(({ advance }) => numbers([2, advance], [2, 0]))),
    loca: offsets(stored),
  });
}

function missing(codePoint: number): never {
  throw new Error(`no glyph for U+${codePoint.toString(16)}`);
}

function head({ unitsPerEm }: Metrics): Uint8Array {
  const table = Buffer.alloc(54);
  table.writeUInt32BE(0x10000, 0);
  table.writeUInt32BE(0x5f0f3cf5, 12);
  table.writeUInt16BE(unitsPerEm, 18);
  table.writeInt16BE(1, 50); // loca has four bytes an offset
  return table;
}

function horizontalHeader({ ascent, descent }: Metrics, glyphs: number): Uint8Array {
  const table = Buffer.alloc(36);
  table.writeUInt32BE(0x10000, 0);
  table.writeInt16BE(ascent, 4);
  table.writeInt16BE(descent, 6);
  table.writeUInt16BE(glyphs, 34);
  return table;
}

function offsets(glyphs: readonly StoredGlyph[]): Uint8Array {
  const table = Buffer.alloc((glyphs.length + 1) * 4);
  let end = 0;
  for (const [i, { outline }] of glyphs.entries()) {
    end += outline.length;
    table.writeUInt32BE(end, (i + 1) * 4);
  }
  return table;
}

/** Format 12: the glyphs have the order of their characters, so a run of characters is a run of glyphs. */
function characterMap(codePoints: readonly number[]): Uint8Array {
  const runs: { first: number; last: number; glyph: number }[] = [];
  for (const [i, codePoint] of codePoints.entries()) {
    const run = runs.at(-1);
    if (run?.last === codePoint - 1) run.last = codePoint;
    else runs.push({ first: codePoint, last: codePoint, glyph: i + 1 });
  }
  return Buffer.concat([
    numbers([2, 0], [2, 1], [2, 3], [2, 10], [4, 12]), // one map, for Windows' whole Unicode, behind this header
    numbers([2, 12], [2, 0], [4, 16 + runs.length * 12], [4, 0], [4, runs.length]),
    ...runs.map(({ first, last, glyph }) => numbers([4, first], [4, last], [4, glyph])),
  ]);
}

function assemble(tables: Record<string, Uint8Array>): Uint8Array {
  const names = Object.keys(tables).sort();
  const directory = [numbers([4, 0x10000], [2, names.length], [2, 0], [2, 0], [2, 0])];
  const bodies: Uint8Array[] = [];
  let at = 12 + names.length * 16;
  for (const name of names) {
    const table = tables[name] ?? new Uint8Array();
    directory.push(Buffer.from(name, "latin1"), numbers([4, 0], [4, at], [4, table.length]));
    bodies.push(table);
    at += table.length;
  }
  return Buffer.concat([...directory, ...bodies]);
}

/** Each with the bytes it takes, the largest first. */
function numbers(...fields: [bytes: 2 | 4, value: number][]): Buffer {
  return Buffer.concat(
    fields.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntBE(value, 0, bytes);
      return field;
    }),
  );
}

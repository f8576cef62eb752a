/** Files out of a drop, a paste or a picker; folders are walked through. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  // Entries are gone after the first pause, so all are taken first.
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...data.files];
  const found = await Promise.all(entries.map(walk));
  return found.flat();
}

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (entry instanceof FileSystemFileEntry || entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return isHidden(file.name) ? [] : [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A folder is read in portions; an empty one is the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return files;
    for (const child of portion) files.push(...(await walk(child)));
  }
}

export function pastedFiles(data: DataTransfer): File[] {
  return [...data.files].filter((file) => file.type.startsWith("image/"));
}

/** What operating systems leave in folders. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";
}

const TYPES: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  avif: "image/avif",
};

/** Some systems name no type; then the extension does. */
export function typeOf({ name, type }: Pick<File, "name" | "type">): string {
  return type.toLowerCase() || (TYPES[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "");
}

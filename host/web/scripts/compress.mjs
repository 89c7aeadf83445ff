// Writes a .gz and a .br sibling of every text file, so that the gateway never compresses while serving.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const compressible = new Set([".js", ".css", ".html", ".svg", ".json", ".txt", ".webmanifest"]);

/** Every file below `folder`, without the compressed siblings. */
export async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && ![".gz", ".br"].includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Both encodings at their best level; a sibling that would not be smaller is left out. */
export async function compressTree(folder) {
  for (const file of await filesOf(folder)) {
    if (!compressible.has(extname(file))) continue;
    const bytes = await readFile(file);
    const encodings = {
      gz: gzipSync(bytes, { level: 9 }),
      br: brotliCompressSync(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
    };
    for (const [suffix, packed] of Object.entries(encodings)) {
      const sibling = `${file}.${suffix}`;
      if (packed.length < bytes.length) await writeFile(sibling, packed);
      else await rm(sibling, { force: true });
    }
  }
}

// The files that were dropped or chosen, those in folders, too.

const hidden = (name) => name.split("/").some((part) => part.startsWith("."));

// A file of a folder keeps the folder in its name: another folder may have one of the same name.
const named = (path) => path.replaceAll("/", "／");

export const picked = (files) =>
  [...files]
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ path }) => !hidden(path))
    .map(({ file, path }) => ({ file, name: named(path) }));

export async function dropped(transfer) {
  const loose = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return picked(loose); // none of the disk: made by a script
  const found = await Promise.all(entries.map(walk));
  return found.flat();
}

async function walk(entry) {
  if (hidden(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject)).catch(() => null);
    return file ? [{ file, name: named(entry.fullPath.slice(1)) }] : [];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)).catch(() => []);
    if (!some.length) break; // it gives a hundred at a time
    found.push(...some);
  }
  return (await Promise.all(found.map(walk))).flat();
}

// Compares the letters of a paper, and the command that selects its page, with what receipt-printer-encoder writes.
//
// letters.mjs PROFILE FOLDER [MAKER]: reads PROFILE.txt, PROFILE.bin and profiles.json of the folder; with MAKER the
// number of the page must be the one that the encoder knows for this maker's printers.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [profile, folder, maker] = process.argv.slice(2);
const Encoder = createRequire(join(folder, "node", "x.js"))("@point-of-sale/receipt-printer-encoder");
const NAMES = {
  WPC1251: "windows1251", PC866: "cp866", PC855: "cp855", PC852: "cp852", PC858: "cp858", PC437: "cp437",
};

const known = JSON.parse(readFileSync(join(folder, "profiles.json"), "utf8")).profiles;
const row = known.find((row) => row.name === profile);
const page = NAMES[row.encoding];
const paper = readFileSync(join(folder, `${profile}.bin`));

function fail(what) {
  console.error(`${profile}: ${what}`);
  process.exit(1);
}

function written(line, codepageMapping) {
  const encoder = new Encoder({ language: "esc-pos", columns: 48, codepageMapping });
  return Buffer.from(encoder.codepage(page).text(line).encode());
}

const select = Buffer.from([0x1b, 0x74, row.page]);
const mapping = maker ?? { [page]: row.page };
if (!written("Ж", mapping).includes(select)) fail(`its page of ${row.encoding} is not ${row.page}`);
if (!paper.subarray(0, 8).includes(select)) fail("the page is not selected first");

let place = 0;
let compared = 0;
let inCode = false;
for (let line of readFileSync(join(folder, `${profile}.txt`), "utf8").split("\n")) {
  line = line.trim();
  // The text of the code is drawn; when the copy was made is another moment for each command.
  inCode = line.startsWith("PD1/") || (inCode && /^[A-Z0-9/]+$/.test(line));
  if (line === "" || inCode || /^[0-9.]{10} [0-9:]{8} [+-][0-9:]{5}$/.test(line)) continue;
  const all = written(line, mapping);
  const begin = all.indexOf(select) + select.length;
  const letters = all.subarray(begin, begin + [...line].length);
  // A sign that it lacks on this page is "?" there, and a neighbour with us.
  if (letters.includes(0x3f) && !line.includes("?")) continue;
  const found = paper.indexOf(letters, place);
  if (found < 0) fail(`receipt-printer-encoder writes ${JSON.stringify(line)} otherwise`);
  place = found + letters.length;
  compared += 1;
}
if (compared < 20) fail(`only ${compared} lines were compared`);
console.log(`${profile}: ${compared} lines as receipt-printer-encoder writes them on ${page}`);

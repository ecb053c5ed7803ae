// Times receipt-printer-encoder on the lines of a cheque and its code: pace.mjs FOLDER

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const ROUNDS = 200;
const folder = process.argv[2];
const Encoder = createRequire(join(folder, "node", "x.js"))("@point-of-sale/receipt-printer-encoder");
const lines = readFileSync(join(folder, "epson-t88iv.txt"), "utf8").split("\n");
const code = lines.find((line) => line.startsWith("PD1/")) ?? "PD1/" + "A".repeat(157);

function cheque() {
  const encoder = new Encoder({ language: "esc-pos", columns: 48, codepageMapping: { cp866: 17 } });
  encoder.codepage("cp866");
  for (const line of lines) encoder.line(line);
  return encoder.qrcode(code, { model: 2, size: 5, errorlevel: "m" }).cut("partial").encode();
}

const took = [];
let size = 0;
for (let round = 0; round < ROUNDS; round += 1) {
  const begun = performance.now();
  size = cheque().length;
  took.push((performance.now() - begun) * 1000);
}
took.sort((a, b) => a - b);
const median = Math.round(took[ROUNDS / 2]);
console.log(`FIGURE receipt-printer-encoder: ${lines.length} lines and a code, median ${median} µs, ${size} bytes`);

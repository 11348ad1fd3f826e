// node check.js file.json: print how the runtime differs from a golden file.
import { readFileSync } from "node:fs";
import { compile } from "../../rnnbook/widgets/_runtime/graph.js";
import * as loops from "../../rnnbook/widgets/_runtime/loop.js";
import { differences } from "./parity.js";

const golden = JSON.parse(readFileSync(process.argv[2], "utf8"));
const found = differences({ compile, ...loops }, golden);
console.log(found.length ? found.join("\n") : `equal: ${golden.sequences.length} sequences`);
process.exitCode = found.length ? 1 : 0;

// Pyodide under node in the place of the browser that xlwings Lite lives in.
// node pyodide.mjs PYODIDE WHEELS SERVER: the folder of the npm package, a folder with the wheels, server.py.
// The wheels are installed as people install them, by micropip; there is no network for anything else.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [folder, wheels, server] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")));
const { XLWINGS_LICENSE_KEY, XLWINGS_ON_SERVER } = process.env;
const licensed = XLWINGS_ON_SERVER ? { XLWINGS_LICENSE_KEY, XLWINGS_ON_SERVER } : {};
const pyodide = await loadPyodide({ stdout: console.error, env: { HOME: "/home/pyodide", ...licensed } });

pyodide.mountNodeFS("/wheels", wheels);
const named = (name) => readdirSync(wheels).find((each) => each.startsWith(`${name}-`));
pyodide.unpackArchive(new Uint8Array(readFileSync(join(wheels, named("micropip")))), "wheel");
const micropip = pyodide.pyimport("micropip");
for (const name of ["xlwings", "remit"]) await micropip.install(`emfs:/wheels/${named(name)}`);

const globals = pyodide.toPy({ __name__: "server" });
pyodide.runPython(readFileSync(server, "utf8"), { globals });
const answer = globals.get("answer");
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write((await answer(pyodide.toPy(JSON.parse(line)))) + "\n");
}

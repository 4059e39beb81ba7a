import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom, read from the sources. Type-only imports are not exempt: a knot of types is a knot
 * for the reader too. Dynamic imports are exempt from one rule alone, that lib/ leaves Node out.
 */

const ROOT = resolve(import.meta.dirname, "..");

/** lib/ from the bottom up. A file may import its own layer and those under it; the longest match counts. */
const LAYERS: readonly (readonly string[])[] = [
  ["lib/errors", "lib/random", "lib/crc32", "lib/builtin", "lib/display/"],
  ["lib/tensor/shape"], // what a shape is: backends and tensors both speak of it
  ["lib/backend/backend"],
  ["lib/backend/"],
  ["lib/tensor/"],
  ["lib/step"],
  ["lib/layers/", "lib/losses/", "lib/penalties/", "lib/init/", "lib/optim/"],
  ["lib/models/", "lib/data/"],
  ["lib/train/", "lib/check/"],
  ["lib/plot/", "lib/trace/", "lib/course/"],
  ["lib/index", "lib/grader/"],
];

/** Packages that run in a browser, so that lib/ may use them anywhere. */
const BROWSER_PACKAGES = ["@dagrejs/dagre", "d3-array", "d3-contour", "fflate", "katex", "mathjs"];

/** The parts of lib/ that only Node runs; nothing else in lib/ imports them statically. */
const NODE_ONLY = ["lib/data/node/", "lib/models/node/", "lib/train/node/", "lib/grader/"];

/** AssemblyScript has imports of its own, and nothing of lib/ leads there. */
const ASSEMBLY = "lib/backend/wasm/kernels/";

type Import = { from: string; to: string; dynamic: boolean; line: number };

const sources = ["lib", "kernel"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".ts") && !name.startsWith(ASSEMBLY)),
);

const trees = new Map(
  sources.map((file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    return [file, ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true)] as const;
  }),
);

/** `./x.js` as the source file it stands for, gradlab's own name as its index, packages as they are. */
function target(from: string, specifier: string): string {
  if (specifier === "gradlab") return "lib/index.ts";
  if (!specifier.startsWith(".")) return specifier;
  const path = relative(ROOT, resolve(ROOT, dirname(from), specifier)).replaceAll("\\", "/");
  return path.replace(/\.js$/, ".ts");
}

function importsOf(file: string, tree: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, dynamic: boolean): void => {
    if (!specifier || !ts.isStringLiteral(specifier)) return;
    const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ from: file, to: target(file, specifier.text), dynamic, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
      add(node, node.moduleSpecifier, false);
    else if (ts.isImportTypeNode(node))
      add(node, ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, false);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node, node.arguments[0], true);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const imports = [...trees].flatMap(([file, tree]) => importsOf(file, tree));

const within = (file: string, folders: readonly string[]): boolean =>
  folders.some((folder) => file.startsWith(folder));

/** How high a file of lib/ stands, by the longest entry of LAYERS that it begins with; −1 if by none. */
function heightOf(file: string): number {
  const bare = file.replace(/\.ts$/, "");
  const fits = (entry: string): boolean =>
    entry.endsWith("/") ? bare.startsWith(entry) : bare === entry;
  const entries = LAYERS.flatMap((layer, height) => layer.map((entry) => ({ entry, height })));
  const best = entries
    .filter(({ entry }) => fits(entry))
    .sort((a, b) => b.entry.length - a.entry.length)
    .at(0);
  return best?.height ?? -1;
}

/** Imports in words, for the failure's message. */
const say = (broken: readonly Import[]): string[] =>
  broken.map(({ from, to, line }) => `${from}:${line} imports ${to}`);

describe("imports", () => {
  it("are read at all", () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(imports.some(({ to }) => to === "lib/errors.ts")).toBe(true);
    expect(imports.some(({ dynamic }) => dynamic)).toBe(true);
  });

  it("lead to files that are there", () => {
    const own = imports.filter(({ to }) => /^(lib|kernel)\//.test(to));
    expect(say(own.filter(({ to }) => !trees.has(to)))).toEqual([]);
  });

  it("go down the layers of lib/, every file of which is in one", () => {
    const lib = sources.filter((file) => file.startsWith("lib/"));
    expect(lib.filter((file) => heightOf(file) < 0)).toEqual([]);
    const inside = imports.filter(
      ({ from, to }) => from.startsWith("lib/") && to.startsWith("lib/"),
    );
    expect(say(inside.filter(({ from, to }) => heightOf(to) > heightOf(from)))).toEqual([]);
  });

  it("of a backend are the interface, what all share, shapes, errors, Node's own modules, its files and what it takes from the reference", () => {
    const shared = ["layout", "observe", "scopes", "start-thread"].map(
      (name) => `backend/${name}.ts`,
    );
    const allowed = ["backend/backend.ts", ...shared, "tensor/shape.ts", "errors.ts", "builtin.ts"];
    const taken = "lib/backend/reference/";
    const broken = imports.filter(({ from, to }) => {
      const own = /^lib\/backend\/[^/]+\//.exec(from)?.[0];
      return own !== undefined && !within(to, [own, taken]) && !allowed.includes(to.slice(4));
    });
    expect(say(broken)).toEqual([]);
  });

  it("never run between kernel/ and lib/, but from lib/grader and kernel/cli", () => {
    const sideOf = (file: string): string => file.slice(0, file.indexOf("/"));
    const across = imports.filter(
      ({ from, to }) => /^(lib|kernel)\//.test(to) && sideOf(from) !== sideOf(to),
    );
    expect(say(across.filter(({ from }) => !within(from, ["lib/grader/", "kernel/cli/"])))).toEqual(
      [],
    );
  });

  it("form no circle", () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      const at = path.indexOf(file);
      if (at >= 0) circles.push([...path.slice(at), file].join(" → "));
      if (at >= 0 || done.has(file)) return;
      for (const to of next.get(file) ?? []) walk(to, [...path, file]);
      done.add(file);
    };
    for (const file of sources) walk(file, []);
    expect(circles).toEqual([]);
  });

  it("of lib/ leave Node out, so that it loads in a browser", () => {
    // A dynamic import is the way to Node's parts: nothing happens before it is called.
    const shared = imports.filter(
      ({ from, dynamic }) => from.startsWith("lib/") && !within(from, NODE_ONLY) && !dynamic,
    );
    const broken = shared.filter(
      ({ to }) =>
        isBuiltin(to) ||
        within(to, NODE_ONLY) ||
        (!to.startsWith("lib/") && !BROWSER_PACKAGES.includes(to)),
    );
    expect(say(broken)).toEqual([]);
  });
});

describe("the sources of lib/", () => {
  it("await nothing at the top, so that require() can load them", () => {
    const broken: string[] = [];
    for (const [file, tree] of trees) {
      const visit = (node: ts.Node): void => {
        if (ts.isFunctionLike(node)) return;
        if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier))
          broken.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
        ts.forEachChild(node, visit);
      };
      if (file.startsWith("lib/")) visit(tree);
    }
    expect(broken).toEqual([]);
  });

  it("export by name: no file says export *", () => {
    const broken = [...trees].flatMap(([file, tree]) =>
      tree.statements.some((s) => ts.isExportDeclaration(s) && !s.exportClause) ? [file] : [],
    );
    expect(broken).toEqual([]);
  });
});

import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "dist/",
      "node_modules/",
      ".venv/",
      ".cache/",
      "artifacts/",
      "docs/api/",
      "lib/backend/wasm/kernels/",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Loss values and shapes are printed in messages; a number in a template is what is meant.
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-definitions": "off",
      eqeqeq: "error",
    },
  },
  {
    // A cell may declare a `Map` of its own: kernel/engine/own.ts has the true ones.
    files: ["kernel/engine/cell/**", "kernel/engine/frames.ts"],
    ignores: ["kernel/engine/cell/helper.ts"],
    rules: {
      "no-restricted-globals": [
        "error",
        ...["Array", "Atomics", "Buffer", "Error", "Int32Array", "JSON", "Map", "Math", "Number"],
        ...["Object", "Promise", "RangeError", "Reflect", "Set", "SharedArrayBuffer", "String"],
        ...["Symbol", "SyntaxError", "TextDecoder", "TypeError", "URL", "Uint8Array", "console"],
        "process",
      ],
    },
  },
  {
    files: ["test/**"],
    ignores: ["test/support/temporary-folder.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        ...["node:fs", "node:fs/promises"].map((name) => ({
          name,
          importNames: ["mkdtemp", "mkdtempSync"],
          message: "Use temporaryFolder of test/support: it removes the folder after the tests.",
        })),
      ],
    },
  },
  { files: ["**/*.mjs", "eslint.config.js"], ...tseslint.configs.disableTypeChecked },
);

import ts from "../typescript.js";

/**
 * Parsed files, kept for good: a cell that does not import mathjs would otherwise have it parsed
 * anew for the next one that does. Comments are read only where documentation is wanted.
 */
export function documents(hasDocumentation: (file: string) => boolean): ts.DocumentRegistry {
  const parsed = new Map<string, { version: string; file: ts.SourceFile }>();

  const document: ts.DocumentRegistry["acquireDocumentWithKey"] = (
    fileName,
    _path,
    _settings,
    _key,
    snapshot,
    version,
    kind,
    options,
  ) => {
    const known = parsed.get(fileName);
    if (known?.version === version) return known.file;
    const how = typeof options === "object" ? options : { languageVersion: options ?? target };
    const { ParseAll, ParseNone } = ts.JSDocParsingMode;
    const jsDocParsingMode = hasDocumentation(fileName) ? ParseAll : ParseNone;
    const file = ts.createLanguageServiceSourceFile(
      fileName,
      snapshot,
      { ...how, jsDocParsingMode },
      version,
      false,
      kind,
    );
    parsed.set(fileName, { version, file });
    return file;
  };

  return {
    acquireDocument: (name, settings, snapshot, version, kind, options) =>
      document(name, name as ts.Path, settings, key, snapshot, version, kind, options),
    updateDocument: (name, settings, snapshot, version, kind, options) =>
      document(name, name as ts.Path, settings, key, snapshot, version, kind, options),
    acquireDocumentWithKey: document,
    updateDocumentWithKey: document,
    getKeyForCompilationSettings: () => key,
    reportStats: () => "",
    ...kept,
  };
}

const target = ts.ScriptTarget.ES2022;

const kept = {
  releaseDocument: () => undefined,
  releaseDocumentWithKey: () => undefined,
};

const key = "cells" as ts.DocumentRegistryBucketKey;

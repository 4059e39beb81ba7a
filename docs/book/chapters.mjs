// @ts-check
/**
 * Makes the reference read as a book: a typedoc plugin that puts every public name into its chapter, by the file it
 * comes from. The first chapter that fits counts; the chapters stand in the order of the course.
 */
import { spawnSync } from "node:child_process";
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  ReferenceReflection,
  ReflectionKind,
} from "typedoc";

/** @type {readonly (readonly [title: string, files: RegExp])[]} */
export const CHAPTERS = [
  ["1. Tensors and random numbers", /^lib\/(tensor\/|backend\/|random|errors)/],
  ["2. Equations, step by step", /^lib\/(step\.|trace\/)/],
  ["3. Losses", /^lib\/losses\//],
  ["6. Normalization", /^lib\/layers\/.*norm/],
  ["7. Regularization", /^lib\/(penalties|layers\/(drop|stoch|keep-mask|average-over-))/],
  ["9. Convolution and pooling", /^lib\/layers\/(conv|depthwise|.*pool|windows|squeeze)/],
  ["4. Linear layers and activations", /^lib\/layers\//],
  ["5. Before training: data and first weights", /^lib\/(data|init)\//],
  ["8. Optimization", /^lib\/optim\//],
  ["10. Models", /^lib\/models\//],
  ["11. Training", /^lib\/train\//],
  ["12. Checks", /^lib\/check\//],
  ["13. Pictures", /^lib\/(plot|display)\//],
  ["14. Exercises and grading", /^lib\/(course|grader)\//],
];

/** @param {import("typedoc").DeclarationReflection} name */
function chapterOf(name) {
  const meant = name instanceof ReferenceReflection ? name.tryGetTargetReflectionDeep() : name;
  const { sources } = /** @type {import("typedoc").DeclarationReflection} */ (meant ?? name);
  const file = sources?.[0]?.fullFileName.replaceAll("\\", "/") ?? "";
  const inside = file.slice(file.lastIndexOf("/lib/") + 1);
  return CHAPTERS.find(([, files]) => files.test(inside))?.[0];
}

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    // Without a remote there is nowhere for a link to the source to lead; typedoc would warn.
    const remote = spawnSync("git", ["remote", "get-url", app.options.getValue("gitRemote")]);
    if (remote.status !== 0) app.options.setValue("gitRevision", "HEAD");
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // A chapter's page says `linear`, as a notebook would; typedoc wants to know of which module.
    for (const { content } of project.documents ?? [])
      for (const part of content)
        if (part.kind === "inline-tag")
          part.text = `index.${part.text.trim()} | ${part.text.trim()}`;
    for (const module of project.getChildrenByKind(ReflectionKind.Module))
      for (const name of module.children ?? []) {
        const chapter = chapterOf(name);
        if (!chapter) continue;
        name.comment ??= new Comment();
        name.comment.blockTags.push(new CommentTag("@category", [{ kind: "text", text: chapter }]));
      }
  });
}

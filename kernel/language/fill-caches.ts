/**
 * Writes down what every kernel begins with: the build runs it, so that already the first start takes
 * no longer than later ones.
 */
import { Cells } from "./cells/cells.js";
import { keepCompiled } from "./load-typescript.js";
import { Workspace } from "./program/workspace.js";
import { warmUpSteps } from "./warm-up.js";

const cells = new Cells(new Workspace(process.cwd()));
Array.from(warmUpSteps(cells, keepCompiled));

import { withDefaultBackend } from "../backend/choice.js";
import { reference } from "../backend/reference/reference.js";

/**
 * Both sides of grading compute on the reference, wherever the grader runs and whatever GRADLAB_BACKEND says: a grade
 * must not depend on the machine, and a submission's short-lived process gains nothing from compiling kernels.
 */
export const onReference = <T>(work: () => T): T => withDefaultBackend(reference, work);

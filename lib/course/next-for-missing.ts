/** What to do about a step that never came, by what is said of it; `step` in quotation marks. */
export function nextForMissing(part: string, step: string, problem: string): string {
  if (/^the check was (stopped: it (took|computed for) longer|not run)/.test(problem))
    return `Find what does not come to an end in ${part}, in its step ${step} or before it.`;
  if (problem.startsWith("the check was stopped") || problem.startsWith(`${part} stopped before`))
    return `Find what ends ${part} before its step ${step} is done.`;
  if (problem.startsWith("there is no function"))
    return `Give your notebook a function called ${part}, as the exercise had it.`;
  return `Let ${part} come to its step ${step}, under this name, once.`;
}

/** One line of `gradlab doctor`; `bad` is what keeps the essentials from working. */
export interface Finding {
  mark: "good" | "bad" | "neutral";
  name: string;
  says: string;
  /** How to mend it. */
  mend?: string;
}

export type Check = () => Finding[] | Promise<Finding[]>;

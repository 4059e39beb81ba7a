/** What nbgrader keeps of a cell, version 3 (https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html). */
export interface NbgraderMetadata {
  schema_version: 3;
  /** Unique in its notebook. */
  grade_id: string;
  /** It has points: by running it, or by a person where it is a solution too. */
  grade: boolean;
  /** The student writes it. */
  solution: boolean;
  /** The student's version of it is not used. */
  locked: boolean;
  task: false;
  cell_type: string;
  points?: number;
}

type Flags = Pick<NbgraderMetadata, "grade" | "solution" | "locked"> & { points?: number };

/** Written by the student, and graded by what other cells make of it. */
export const SOLUTION: Flags = { grade: false, solution: true, locked: false };
/** As the teacher wrote it, and worth nothing. */
export const READ_ONLY: Flags = { grade: false, solution: false, locked: true };
/** As the teacher wrote it; its value is the points. */
export const graded = (points: number): Flags => ({
  grade: true,
  solution: false,
  locked: true,
  points,
});
/** An answer in words, graded by a person. */
export const answer = (points: number): Flags => ({
  grade: true,
  solution: true,
  locked: false,
  points,
});

export const nbgraderMetadata = (cellType: string, id: string, flags: Flags): NbgraderMetadata => ({
  schema_version: 3,
  grade_id: id,
  task: false,
  cell_type: cellType,
  ...flags,
});

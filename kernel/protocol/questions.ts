/** What `prompt()` asks the reader, one question at a time: a cell waits while it asks. */
export class Questions {
  private pending = false;

  constructor(private readonly onAnswer: (text: string) => void) {}

  asked(): void {
    this.pending = true;
  }

  /** An answer to no question, or to one whose cell was interrupted, is dropped. */
  answer(text: string): void {
    if (!this.pending) return;
    this.pending = false;
    this.onAnswer(text);
  }

  /** The cell that asked has ended. */
  forget(): void {
    this.pending = false;
  }
}

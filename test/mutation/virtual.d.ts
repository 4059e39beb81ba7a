/** What the plugin in `worker.ts` serves to `runner.ts`. */
declare module "virtual:mutation-job" {
  const job: {
    shared: string;
    journal: string;
    trials: { id: string; functions: number[]; load: () => Promise<unknown> }[];
  };
  export default job;
}

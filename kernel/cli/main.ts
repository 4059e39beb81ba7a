#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { UserError } from "../errors.js";
import { packageRoot } from "../paths.js";
import { check } from "./check.js";
import { doctor } from "./doctor.js";
import { grade } from "./grade.js";
import { install } from "./install.js";
import { lab } from "./lab.js";
import { release } from "./release.js";
import { replay } from "./replay.js";
import { report } from "./report.js";
import { run } from "./run.js";
import { worker } from "./worker.js";

/** The subcommands, in the order of `gradlab --help`; each adds itself. */
const commands = [install, lab, run, release, check, grade, worker, replay, report, doctor];

const { version, description } = JSON.parse(
  readFileSync(join(packageRoot, "package.json"), "utf8"),
) as { version: string; description: string };
const program = new Command("gradlab").description(description).version(version);
for (const add of commands) add(program);

// A relative folder is meant from here, but a kernel runs in its notebook's folder.
const data = process.env.GRADLAB_DATA;
if (data) process.env.GRADLAB_DATA = resolve(data);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof UserError ? error.message : error);
  process.exitCode = 1;
}

import { endianness } from "node:os";

/**
 * A filter for Linux's seccomp, which no later code can take off: a submission that breaks out of V8 itself still
 * starts no process, opens no socket and reaches none of the parts of the kernel that break-ins begin with.
 * https://docs.kernel.org/userspace-api/seccomp_filter.html
 */
interface Architecture {
  /** AUDIT_ARCH_… of linux/audit.h. */
  audit: number;
  clone: number;
  clone3: number;
  /** fork, vfork, socket, ptrace, unshare, setns, keyctl, bpf, perf_event_open, userfaultfd, io_uring_setup. */
  refused: readonly number[];
}

const ARCHITECTURES: Readonly<Partial<Record<string, Architecture>>> = {
  x64: {
    audit: 0xc000003e,
    clone: 56,
    clone3: 435,
    refused: [57, 58, 41, 101, 272, 308, 250, 321, 298, 323, 425],
  },
  arm64: {
    audit: 0xc00000b7,
    clone: 220,
    clone3: 435,
    refused: [198, 117, 97, 268, 219, 280, 241, 282, 425],
  },
};

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_ANY_BIT = 0x45;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const REFUSE = 0x00050000 + 1; // EPERM
const UNKNOWN = 0x00050000 + 38; // ENOSYS: the C library then does without

const NUMBER = 0;
const ARCHITECTURE = 4;
const FIRST_ARGUMENT = 16;
const CLONE_THREAD = 0x10000;
/** Where the numbers of a second way into the same kernel begin (x32). */
const X32 = 0x40000000;

type Instruction = readonly [code: number, yes: number, no: number, value: number];

/** The filter as bwrap's --seccomp reads it; undefined on a processor whose system calls we do not list. */
export function seccompFilter(architecture: string = process.arch): Buffer | undefined {
  const found = ARCHITECTURES[architecture];
  if (found === undefined || endianness() !== "LE") return undefined;
  const { audit, clone, clone3, refused } = found;
  const program: Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    [JUMP_IF_AT_LEAST, 0, 1, X32],
    [RETURN, 0, 0, KILL],
    [JUMP_IF_EQUAL, 0, 1, clone3],
    [RETURN, 0, 0, UNKNOWN],
    ...refused.flatMap((number): Instruction[] => [
      [JUMP_IF_EQUAL, 0, 1, number],
      [RETURN, 0, 0, REFUSE],
    ]),
    // A thread of one's own is no new process.
    [JUMP_IF_EQUAL, 0, 3, clone],
    [LOAD, 0, 0, FIRST_ARGUMENT],
    [JUMP_IF_ANY_BIT, 1, 0, CLONE_THREAD],
    [RETURN, 0, 0, REFUSE],
    [RETURN, 0, 0, ALLOW],
  ];
  const bytes = Buffer.alloc(8 * program.length);
  program.forEach(([code, yes, no, value], i) => {
    bytes.writeUInt16LE(code, 8 * i);
    bytes.writeUInt8(yes, 8 * i + 2);
    bytes.writeUInt8(no, 8 * i + 3);
    bytes.writeUInt32LE(value, 8 * i + 4);
  });
  return bytes;
}

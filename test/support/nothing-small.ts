import { small } from "../../lib/backend/wasm/small.js";

/** Small tensors go through the kernels of wasm too, and are cut into parts. */
Object.assign(small, { numbers: 0, multiplications: 0, program: 0, inPlace: 0, part: 1 });

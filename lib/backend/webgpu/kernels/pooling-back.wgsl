// The gradient of each window goes to its largest entry: a thread for each entry of the images looks at the windows
// that it is in. Params: planes (N C), C, H, W, windows down, windows across; offset and strides of dY (N, C, H′, W′);
// where the lists of rows and of columns begin, made as in windows.wgsl.

@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> places: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let o = group_index(group, groups) * 256u + local;
  let column = o % params[3];
  let row = (o / params[3]) % params[2];
  let plane = o / params[3] / params[2];
  if (plane >= params[0]) {
    return;
  }
  let heights = params[4];
  let widths = params[5];
  let base = params[6] + (plane / params[1]) * params[7] + (plane % params[1]) * params[8];
  let own = f32(row * params[3] + column);
  let down = params[11];
  let across = params[12];
  var sum = 0.0;
  for (var p = params[down + row]; p < params[down + row + 1u]; p++) {
    let i = params[down + p] % heights;
    for (var q = params[across + column]; q < params[across + column + 1u]; q++) {
      let j = params[across + q] % widths;
      if (places[(plane * heights + i) * widths + j] == own) {
        sum += gradient[base + i * params[9] + j * params[10]];
      }
    }
  }
  y[o] = sum;
}

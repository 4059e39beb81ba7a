// Max pooling: a thread for each window. Params: planes (N C), C, H, W, entries and windows down, entries and windows
// across; offset and strides of x (N, C, H, W); where the tables of rows and of columns begin.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// The largest entry of each window, whichever is asked for: its value, or its place in its plane. NaN is the largest,
// outside the image is nothing (place −1), and the first of equal ones counts.
override places: bool;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let o = group_index(group, groups) * 64u + local;
  let heights = params[5];
  let widths = params[7];
  let j = o % widths;
  let i = (o / widths) % heights;
  let plane = o / widths / heights;
  if (plane >= params[0]) {
    return;
  }
  let base = params[8] + (plane / params[1]) * params[9] + (plane % params[1]) * params[10];
  var most = -infinity();
  var place = -1.0;
  for (var u = 0u; u < params[4]; u++) {
    let row = params[params[13] + u * heights + i];
    for (var v = 0u; v < params[6]; v++) {
      let column = params[params[14] + v * widths + j];
      if (row < params[2] && column < params[3]) {
        let value = x[base + row * params[11] + column * params[12]];
        if (place < 0.0 || (!is_nan(most) && (is_nan(value) || value > most))) {
          most = value;
          place = f32(row * params[3] + column);
        }
      }
    }
  }
  y[o] = select(most, place, places);
}

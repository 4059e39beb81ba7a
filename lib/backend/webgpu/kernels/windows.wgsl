// Windows over images as the columns of a matrix, and back. Params: C, H, W, N, entries and windows down, entries and
// windows across; offset of the view that is read; its strides (N, C, H, W of images; row and column of a matrix, and
// two that are not used); what lies outside; where the tables begin.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// Tables: which row of the image is entry u of window i, then the same for columns; −1 is outside.
@compute @workgroup_size(256)
fn im2col(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let o = group_index(group, groups) * 256u + local;
  let heights = params[5];
  let widths = params[7];
  let j = o % widths;
  let i = (o / widths) % heights;
  var rest = o / widths / heights;
  let n = rest % params[3];
  rest = rest / params[3];
  let v = rest % params[6];
  rest = rest / params[6];
  let u = rest % params[4];
  let c = rest / params[4];
  if (c >= params[0]) {
    return;
  }
  let row = params[params[14] + u * heights + i];
  let column = params[params[15] + v * widths + j];
  var value = param(13u);
  if (row < params[1] && column < params[2]) {
    value = x[params[8] + n * params[9] + c * params[10] + row * params[11] + column * params[12]];
  }
  y[o] = value;
}

// Tables: for each row of the image where its list begins, and where the last one ends; then the lists of the entries
// u · windows + i that are this row. The same for columns.
@compute @workgroup_size(256)
fn col2im(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let o = group_index(group, groups) * 256u + local;
  let column = o % params[2];
  let row = (o / params[2]) % params[1];
  let plane = o / params[2] / params[1];
  let c = plane % params[0];
  let n = plane / params[0];
  if (n >= params[3]) {
    return;
  }
  let heights = params[5];
  let widths = params[7];
  let down = params[14];
  let across = params[15];
  var sum = 0.0;
  for (var p = params[down + row]; p < params[down + row + 1u]; p++) {
    let entry = params[down + p];
    let u = entry / heights;
    let i = entry % heights;
    var part = 0.0;
    for (var q = params[across + column]; q < params[across + column + 1u]; q++) {
      let other = params[across + q];
      let v = other / widths;
      let j = other % widths;
      let line = (c * params[4] + u) * params[6] + v;
      let place = (n * heights + i) * widths + j;
      part += x[params[8] + line * params[9] + place * params[10]];
    }
    sum += part;
  }
  y[o] = sum;
}

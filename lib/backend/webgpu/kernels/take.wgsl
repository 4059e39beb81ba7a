// Rows of x by index. Params: how many entries, entries of a row, stride of the rows, where the indices begin; then
// the view of a row.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let i = group_index(group, groups) * 256u + local;
  if (i >= params[0]) {
    return;
  }
  let row = params[params[3] + i / params[1]];
  y[i] = x[place_of(4u, i % params[1]) + row * params[2]];
}

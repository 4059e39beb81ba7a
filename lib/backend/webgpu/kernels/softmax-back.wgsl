// dScores = (probs − [j is the label]) · scale. Params: rows, classes, offset and strides of the probabilities (row,
// class), scale, then the labels.

@group(0) @binding(1) var<storage, read> probs: array<f32>;
@group(0) @binding(2) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let i = group_index(group, groups) * 256u + local;
  let row = i / params[1];
  let j = i % params[1];
  if (row < params[0]) {
    let right = select(0.0, 1.0, params[6u + row] == j);
    gradient[i] = (probs[params[2] + row * params[3] + j * params[4]] - right) * param(5u);
  }
}

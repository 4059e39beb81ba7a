// Softmax cross-entropy of a row of scores by one group, and its gradient. Params: rows, classes, offset and strides
// of the scores (row, class), then the labels.

@group(0) @binding(1) var<storage, read> scores: array<f32>;
@group(0) @binding(2) var<storage, read_write> largest: array<f32>;
@group(0) @binding(3) var<storage, read_write> sum_exp: array<f32>;
@group(0) @binding(4) var<storage, read_write> loss_each: array<f32>;
@group(0) @binding(5) var<storage, read_write> probs: array<f32>;

var<workgroup> values: array<f32, 64>;
var<workgroup> some: array<f32, 8>;

fn combine(a: f32, b: f32, adds: bool) -> f32 {
  if (adds) {
    return a + b;
  }
  return larger(a, b);
}

// The sum or the largest of all threads' values. There are two barriers and no more, as they cost more than numbers.
fn of_all(local: u32, value: f32, adds: bool) -> f32 {
  values[local] = value;
  workgroupBarrier();
  if (local < 8u) {
    var part = values[local];
    for (var i = local + 8u; i < 64u; i += 8u) {
      part = combine(part, values[i], adds);
    }
    some[local] = part;
  }
  workgroupBarrier();
  var whole = some[0];
  for (var i = 1u; i < 8u; i++) {
    whole = combine(whole, some[i], adds);
  }
  return whole;
}

fn score(row: u32, class_index: u32) -> f32 {
  return scores[params[2] + row * params[3] + class_index * params[4]];
}

// loss = log Σ e^(s − largest) − (s − largest) of the label, prob = e^(s − largest) / Σ
@compute @workgroup_size(64)
fn forward(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = group_index(group, groups);
  let row = min(index, params[0] - 1u);
  let classes = params[1];
  var most = -infinity();
  for (var j = local; j < classes; j += 64u) {
    most = larger(most, score(row, j));
  }
  most = of_all(local, most, false);
  var sum = 0.0;
  for (var j = local; j < classes; j += 64u) {
    sum += exp_of(score(row, j) - most);
  }
  sum = of_all(local, sum, true);
  if (index >= params[0]) {
    return;
  }
  for (var j = local; j < classes; j += 64u) {
    probs[row * classes + j] = exp_of(score(row, j) - most) / sum;
  }
  if (local == 0u) {
    largest[row] = most;
    sum_exp[row] = sum;
    loss_each[row] = log_of(sum) - (score(row, params[5u + row]) - most);
  }
}

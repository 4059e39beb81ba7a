// Reductions in pieces: each result is made of `pieces` of at most `length` entries, which a second call puts
// together. Sums of few are added to each other, so that rounding does not pile up; the order is always the same.
// Params: results, entries of each, length, pieces, and where the view of the entries of one result begins; then the
// view of the first entries of all results.

override op: u32;

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

// The same by fours.
@group(0) @binding(1) var<storage, read> x_fours: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y_fours: array<vec4<f32>>;

var<workgroup> values: array<f32, 256>;
var<workgroup> some: array<f32, 16>;

fn start_value() -> f32 {
  if (op == 0u) {
    return 0.0;
  }
  return select(infinity(), -infinity(), op == 1u);
}

fn combine(a: f32, b: f32) -> f32 {
  switch (op) {
    case 0u: { return a + b; }
    case 1u: { return larger(a, b); }
    default: { return smaller(a, b); }
  }
}

fn combine_each(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> {
  if (op == 0u) {
    return a + b;
  }
  return vec4(combine(a.x, b.x), combine(a.y, b.y), combine(a.z, b.z), combine(a.w, b.w));
}

// Entries `first`, `first` + step, … of one result, up to `until`.
fn over(base: u32, first: u32, until: u32, step: u32) -> f32 {
  let table = params[4];
  var whole = start_value();
  if (params[table + 1u] != 1u) {
    for (var block = first; block < until; block += 16u * step) {
      var part = start_value();
      let end = min(until, block + 16u * step);
      for (var i = block; i < end; i += step) {
        part = combine(part, x[base + place_of(table, i)]);
      }
      whole = combine(whole, part);
    }
    return whole;
  }
  // One axis: from each entry to the next it is the same way. Four sums run beside each other.
  let start = base + params[table];
  let along = params[table + 3u];
  for (var block = first; block < until; block += 64u * step) {
    var parts = vec4(start_value());
    let end = min(until, block + 64u * step);
    var i = block;
    for (; i + 3u * step < end; i += 4u * step) {
      let at = start + vec4(i, i + step, i + 2u * step, i + 3u * step) * along;
      parts = combine_each(parts, vec4(x[at.x], x[at.y], x[at.z], x[at.w]));
    }
    for (; i < end; i += step) {
      parts.x = combine(parts.x, x[start + i * along]);
    }
    whole = combine(whole, combine(combine(parts.x, parts.y), combine(parts.z, parts.w)));
  }
  return whole;
}

// A group for each piece, whose entries lie side by side: piece p of result r is y[r · pieces + p]. There are two barriers
// and no more, as they cost more than a few entries.
@compute @workgroup_size(256)
fn rows(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let piece = group_index(group, groups);
  let pieces = params[3];
  let result = min(piece / pieces, params[0] - 1u);
  let first = (piece % pieces) * params[2];
  let until = min(params[1], first + params[2]);
  values[local] = over(place_of(5u, result), first + local, until, 256u);
  workgroupBarrier();
  if (local < 16u) {
    var part = values[local];
    for (var i = local + 16u; i < 256u; i += 16u) {
      part = combine(part, values[i]);
    }
    some[local] = part;
  }
  workgroupBarrier();
  if (local == 0u && piece < params[0] * pieces) {
    var pairs = some;
    for (var half = 8u; half > 0u; half /= 2u) {
      for (var i = 0u; i < half; i++) {
        pairs[i] = combine(pairs[i], pairs[i + half]);
      }
    }
    y[piece] = pairs[0];
  }
}

// A thread for each piece, neighbors of which lie side by side: piece p of result r is y[p · results + r].
@compute @workgroup_size(64)
fn columns(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let i = group_index(group, groups) * 64u + local;
  let results = params[0];
  if (i >= results * params[3]) {
    return;
  }
  let first = (i / results) * params[2];
  y[i] = over(place_of(5u, i % results), first, min(params[1], first + params[2]), 1u);
}

// As `columns`, four results at once: where those lie side by side, and entries of one a multiple of four apart.
@compute @workgroup_size(64)
fn fours(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let i = group_index(group, groups) * 64u + local;
  let across = params[0] / 4u;
  if (i >= across * params[3]) {
    return;
  }
  let first = (i / across) * params[2];
  let until = min(params[1], first + params[2]);
  let along = params[params[4] + 3u] / 4u;
  var at = params[5] / 4u + i % across + first * along;
  var whole = vec4(start_value());
  for (var block = first; block < until; block += 64u) {
    let end = min(until, block + 64u);
    var part = vec4(start_value());
    var k = block;
    for (; k + 3u < end; k += 4u) {
      let two = combine_each(x_fours[at], x_fours[at + along]);
      let next = combine_each(x_fours[at + 2u * along], x_fours[at + 3u * along]);
      part = combine_each(part, combine_each(two, next));
      at += 4u * along;
    }
    for (; k < end; k++) {
      part = combine_each(part, x_fours[at]);
      at += along;
    }
    whole = combine_each(whole, part);
  }
  y_fours[i] = whole;
}

// The place of the first maximum; NaN counts as one.
@compute @workgroup_size(64)
fn argmax(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let result = group_index(group, groups) * 64u + local;
  if (result >= params[0]) {
    return;
  }
  let base = place_of(5u, result);
  var best = 0u;
  var most = x[base];
  for (var i = 1u; i < params[1] && !is_nan(most); i++) {
    let value = x[base + place_of(params[4], i)];
    if (is_nan(value) || value > most) {
      best = i;
      most = value;
    }
  }
  y[result] = f32(best);
}

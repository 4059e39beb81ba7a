// Convolution as a matrix product whose second factor, the windows, is read from the images and never made. A thread has
// 8 × 8 entries of the product; its columns stand as far apart as a group has threads beside each other, which read side by
// side. Params: 0 channels of y and 1 of x in a group of channels; N; 3 height and width of y; 5 of a filter; 7 of x; 9 offset and
// strides (N, C, H, W) of x; 14 offset of the filters, their strides by group of channels, channel of y, channel of x, row
// and column; 20 groups of channels; 21 where the tables of rows and of columns begin, as in windows.wgsl; 23 threads of a
// group along the columns of the product, and along its rows; 25 whether there is a bias, its offset and stride; or, for the
// gradient of the filters, 25 offset and strides of dY, 30 images that a part sums over, and parts.

@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read> filters: array<f32>;
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;

fn four(at: vec4<u32>) -> vec4<f32> {
  return vec4(x[at.x], x[at.y], x[at.z], x[at.w]);
}

fn entries(table: u32, at: vec4<u32>) -> vec4<u32> {
  let place = params[table] + at;
  return vec4(params[place.x], params[place.y], params[place.z], params[place.w]);
}

// Where a group's square of a product begins that has so many columns, and which of the products it is.
struct Square {
  product: u32,
  row: u32,
  column: u32,
}

fn square_of(index: u32, columns: u32) -> Square {
  let width = 8u * params[23];
  let height = 8u * params[24];
  let wide = (columns + width - 1u) / width;
  let tall = (params[0] + height - 1u) / height;
  return Square(index / (tall * wide), ((index / wide) % tall) * height, (index % wide) * width);
}

// Four windows: where their images begin, and their places.
struct Windows {
  image: vec4<u32>,
  i: vec4<u32>,
  j: vec4<u32>,
}

fn windows_of(columns: vec4<u32>, product: u32) -> Windows {
  let places = params[3] * params[4];
  let n = columns / places;
  let place = columns - n * places;
  let start = params[9] + product * params[1] * params[11];
  return Windows(start + n * params[10], place / params[4], place % params[4]);
}

// Where entries of x are, and whether they are inside the images.
struct Seen {
  at: vec4<u32>,
  inside: vec4<bool>,
}

fn seen(image: vec4<u32>, row: vec4<u32>, column: vec4<u32>) -> Seen {
  let inside = (row < vec4(params[7])) & (column < vec4(params[8]));
  return Seen(select(image, image + row * params[12] + column * params[13], inside), inside);
}

fn entry_of(windows: Windows, u: u32, v: u32) -> Seen {
  let row = entries(21u, u * params[3] + windows.i);
  let column = entries(22u, v * params[4] + windows.j);
  return seen(windows.image, row, column);
}

fn put(product: u32, f: u32, column: u32, value: f32) {
  let places = params[3] * params[4];
  if (f < params[0] && column < params[2] * places) {
    let n = column / places;
    let channel = product * params[0] + f;
    let start = (n * params[20] * params[0] + channel) * places;
    var sum = value;
    if (params[25] == 1u) {
      sum += bias[params[26] + channel * params[27]];
    }
    y[start + column - n * places] = sum;
  }
}

// y (F, N H′ W′) = W (F, C kH kW) · windows of x + b, for each group of channels; and dX, whose x is dY and whose filters
// are turned.
@compute @workgroup_size(64)
fn correlate(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let count = params[2] * params[3] * params[4];
  let square = square_of(group_index(group, groups), count);
  let f = square.row + 8u * (local / params[23]);
  let first = square.column + local % params[23];
  if (square.product >= params[20] || f >= params[0] || first >= count) {
    return;
  }
  let near = first + params[23] * vec4(0u, 1u, 2u, 3u);
  let far = near + 4u * params[23];
  let near_windows = windows_of(min(near, vec4(count - 1u)), square.product);
  let far_windows = windows_of(min(far, vec4(count - 1u)), square.product);
  var rows: array<u32, 8>;
  for (var r = 0u; r < 8u; r++) {
    rows[r] = params[14] + square.product * params[15] + min(f + r, params[0] - 1u) * params[16];
  }
  var left: array<vec4<f32>, 8>;
  var right: array<vec4<f32>, 8>;
  for (var u = 0u; u < params[5]; u++) {
    for (var v = 0u; v < params[6]; v++) {
      let near_entry = entry_of(near_windows, u, v);
      let far_entry = entry_of(far_windows, u, v);
      for (var c = 0u; c < params[1]; c++) {
        let step = c * params[11];
        let near_values = select(vec4(0.0), four(near_entry.at + step), near_entry.inside);
        let far_values = select(vec4(0.0), four(far_entry.at + step), far_entry.inside);
        let place = c * params[17] + u * params[18] + v * params[19];
        for (var r = 0u; r < 8u; r++) {
          let weight = filters[rows[r] + place];
          left[r] += weight * near_values;
          right[r] += weight * far_values;
        }
      }
    }
  }
  for (var r = 0u; r < 8u; r++) {
    for (var q = 0u; q < 4u; q++) {
      put(square.product, f + r, near[q], left[r][q]);
      put(square.product, f + r, far[q], right[r][q]);
    }
  }
}

// Entries (c, u, v) of filters: where their channel begins, and the beginnings of their rows in the tables.
struct Entries {
  channel: vec4<u32>,
  u: vec4<u32>,
  v: vec4<u32>,
}

fn entries_of(columns: vec4<u32>, product: u32) -> Entries {
  let area = params[5] * params[6];
  let c = columns / area;
  let place = columns - c * area;
  let start = params[9] + product * params[1] * params[11];
  return Entries(
    start + c * params[11],
    (place / params[6]) * params[3],
    (place % params[6]) * params[4],
  );
}

// dW (F, C kH kW) = dY · windows of x, transposed, for each group of channels; over some of the images, as all sums are
// long and few. dY is bound as the filters, parts of dW as y.
@compute @workgroup_size(64)
fn differentiate(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let count = params[1] * params[5] * params[6];
  let square = square_of(group_index(group, groups), count);
  let product = square.product % params[20];
  let part = square.product / params[20];
  let f = square.row + 8u * (local / params[23]);
  let first = square.column + local % params[23];
  if (part >= params[31] || f >= params[0] || first >= count) {
    return;
  }
  let near = first + params[23] * vec4(0u, 1u, 2u, 3u);
  let far = near + 4u * params[23];
  let near_entries = entries_of(min(near, vec4(count - 1u)), product);
  let far_entries = entries_of(min(far, vec4(count - 1u)), product);
  var rows: array<u32, 8>;
  for (var r = 0u; r < 8u; r++) {
    let channel = product * params[0] + min(f + r, params[0] - 1u);
    rows[r] = params[25] + channel * params[27];
  }
  var left: array<vec4<f32>, 8>;
  var right: array<vec4<f32>, 8>;
  let until = min(params[2], (part + 1u) * params[30]);
  for (var n = part * params[30]; n < until; n++) {
    for (var i = 0u; i < params[3]; i++) {
      let near_rows = entries(21u, near_entries.u + i);
      let far_rows = entries(21u, far_entries.u + i);
      for (var j = 0u; j < params[4]; j++) {
        let near_columns = entries(22u, near_entries.v + j);
        let far_columns = entries(22u, far_entries.v + j);
        let near_seen = seen(near_entries.channel + n * params[10], near_rows, near_columns);
        let far_seen = seen(far_entries.channel + n * params[10], far_rows, far_columns);
        let near_values = select(vec4(0.0), four(near_seen.at), near_seen.inside);
        let far_values = select(vec4(0.0), four(far_seen.at), far_seen.inside);
        let place = n * params[26] + i * params[28] + j * params[29];
        for (var r = 0u; r < 8u; r++) {
          let gradient = filters[rows[r] + place];
          left[r] += gradient * near_values;
          right[r] += gradient * far_values;
        }
      }
    }
  }
  let start = (part * params[20] + product) * params[0];
  for (var r = 0u; r < 8u && f + r < params[0]; r++) {
    for (var q = 0u; q < 4u; q++) {
      let row = (start + f + r) * count;
      if (near[q] < count) {
        y[row + near[q]] = left[r][q];
      }
      if (far[q] < count) {
        y[row + far[q]] = right[r][q];
      }
    }
  }
}

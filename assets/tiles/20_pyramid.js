// The tiles of a picture at all its levels: level 0 is 1:1, each further level halves the sides.
const TILE = 512; // px

class Pyramid {
  constructor(width, height) {
    Object.assign(this, { width, height });
    this.top = Math.max(0, Math.ceil(Math.log2(Math.max(width, height) / TILE)));
  }

  // The finest level that is not shown enlarged, at a scale in device px for one px of the picture.
  levelFor(scale) {
    return clamp(Math.floor(Math.log2(1 / scale) + 1e-6), 0, this.top);
  }

  tile(level, column, row) {
    const size = 2 ** level;
    const [wide, high] = [Math.ceil(this.width / size), Math.ceil(this.height / size)];
    const [x, y] = [column * TILE, row * TILE]; // px of the level
    const [width, height] = [Math.min(TILE, wide - x), Math.min(TILE, high - y)];
    return { key: `${level}/${column}/${row}`, level, column, row, size, x, y, width, height };
  }

  tileOf(key) {
    return this.tile(...key.split("/").map(Number));
  }

  // The tiles of a level that meet a box of the picture.
  tiles(level, [left, top, right, bottom]) {
    const side = TILE * 2 ** level;
    const tiles = [];
    for (let row = Math.floor(Math.max(top, 0) / side); row * side < Math.min(bottom, this.height); row++)
      for (let column = Math.floor(Math.max(left, 0) / side); column * side < Math.min(right, this.width); column++)
        tiles.push(this.tile(level, column, row));
    return tiles;
  }

  parent({ level, column, row }) {
    return level < this.top ? this.tile(level + 1, column >> 1, row >> 1) : null;
  }

  children({ level, x, y, width, height, size }) {
    return level ? this.tiles(level - 1, [x * size, y * size, (x + width) * size, (y + height) * size]) : [];
  }
}

// The box of the picture that a tile covers: left, top, right, bottom.
const boxOf = ({ x, y, width, height, size }) => [x * size, y * size, (x + width) * size, (y + height) * size];

const meets = ([left, top, right, bottom], other) =>
  left < other[2] && right > other[0] && top < other[3] && bottom > other[1];

const toBounds = ([x, y, width, height]) => [x, y, x + width, y + height];

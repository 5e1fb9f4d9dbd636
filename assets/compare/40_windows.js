// The windows in which pictures are drawn, device px of the stage: one for all, or one for each of two.
const GAIN_BELOW = 1.3; // how much larger two pictures must become before one is shown below the other

function windowsOf(mode, [wide, high], [width, height], gap) {
  if (mode !== "side-by-side") return [{ x: 0, y: 0, wide, high }];
  const [halfWide, halfHigh] = [wide, high].map((side) => Math.max(1, Math.floor((side - gap) / 2)));
  const scaleBeside = Math.min(halfWide / width, high / height);
  const scaleBelow = Math.min(wide / width, halfHigh / height);
  if (scaleBeside * GAIN_BELOW >= scaleBelow)
    return [
      { x: 0, y: 0, wide: halfWide, high },
      { x: wide - halfWide, y: 0, wide: halfWide, high },
    ];
  return [
    { x: 0, y: 0, wide, high: halfHigh },
    { x: 0, y: high - halfHigh, wide, high: halfHigh },
  ];
}

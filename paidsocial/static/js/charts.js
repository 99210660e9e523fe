/* Draws every [data-chart]: an ECharts option from the JSON element it names, in the page's colours, light or dark.

   Words of our own inside an option, because JSON carries no functions:
     paid.format     "money" | "number" | "percent" | "ratio"  how values read on the axis and in the tooltip
     paid.currency   the ISO code for "money"
     paid.places     decimals (default: 2 for ratio, 1 for percent, 0 for the rest)
     paid.days       true: the x axis holds ISO days
     paid.formats    {"series name": {format, currency, places}} where series differ
     series[].paid   a role that brings its look: "actual" | "plan" | "expected" | "forecast" | "band-low" | "band" | "before" | "immature" | "point" | "breakeven"
   A colour may be written as the name of a token: "--accent". Sends no request and runs nothing from the data. */
(() => {
  "use strict";

  const probe = document.createElement("span");
  probe.hidden = true;

  /** The present value of a colour token; canvas cannot read light-dark() or var(). */
  function token(name) {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  }
  function faint(colour, share) {
    const parts = colour.match(/[\d.]+/g);
    return parts && colour.startsWith("rgb") ? `rgba(${parts[0]},${parts[1]},${parts[2]},${share})` : colour;
  }

  function roles() {
    const [ink, ink2, ink3, line, accent, surface, amber] = ["--ink", "--ink-2", "--ink-3", "--line-2", "--accent", "--surface", "--amber-fill"].map(token);
    return {
      actual: { symbol: "none", lineStyle: { color: accent, width: 2 }, itemStyle: { color: accent } },
      plan: { symbol: "none", lineStyle: { color: ink2, width: 1.5 }, itemStyle: { color: ink2 } },
      expected: { symbol: "none", lineStyle: { color: ink3, width: 1.5, type: [2, 3] }, itemStyle: { color: ink3 } },
      forecast: { symbol: "none", lineStyle: { color: accent, width: 2, type: [5, 4] }, itemStyle: { color: accent } },
      "band-low": { symbol: "none", silent: true, stack: "band", stackStrategy: "all", lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
      band: { symbol: "none", silent: true, stack: "band", stackStrategy: "all", lineStyle: { opacity: 0 }, itemStyle: { color: faint(accent, 0.3) }, areaStyle: { color: faint(accent, 0.16) } },
      before: { symbol: "none", lineStyle: { color: line, width: 1.5 }, itemStyle: { color: line } },
      immature: { itemStyle: { color: faint(accent, 0.35), decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -0.785, color: faint(surface, 0.9) } } },
      point: { itemStyle: { color: surface, borderColor: accent, borderWidth: 2.5 }, symbolSize: 11, z: 10 },
      breakeven: { symbol: "none", silent: true, lineStyle: { color: amber, width: 1, type: "dashed" }, itemStyle: { color: amber }, label: { color: ink } },
    };
  }

  function theme() {
    const [ink, ink2, ink3, line, line2, surface] = ["--ink", "--ink-2", "--ink-3", "--line", "--line-2", "--surface"].map(token);
    const family = getComputedStyle(document.body).fontFamily;
    const axis = {
      axisLine: { lineStyle: { color: line2 } }, axisTick: { show: false }, splitLine: { lineStyle: { color: line } },
      axisLabel: { color: ink3, fontSize: 12, hideOverlap: true }, nameTextStyle: { color: ink3, fontSize: 12 }, splitArea: { show: false },
    };
    return {
      color: [1, 2, 3, 4, 5, 6].map((n) => token(`--series-${n}`)),
      backgroundColor: "transparent",
      textStyle: { fontFamily: family, fontSize: 12, color: ink2 },
      categoryAxis: { ...axis, splitLine: { show: false } }, timeAxis: { ...axis, splitLine: { show: false } },
      valueAxis: { ...axis, axisLine: { show: false } }, logAxis: { ...axis, axisLine: { show: false } },
      legend: { textStyle: { color: ink2, fontSize: 12 }, inactiveColor: ink3, itemWidth: 22, itemHeight: 10, itemGap: 16 },
      tooltip: { backgroundColor: surface, borderColor: line2, borderWidth: 1, textStyle: { color: ink, fontSize: 12, fontFamily: family }, padding: [8, 12] },
      axisPointer: { lineStyle: { color: ink3, type: "solid" }, crossStyle: { color: ink3 } },
      line: { lineStyle: { width: 2 }, symbolSize: 6, smooth: false },
      bar: { itemStyle: { borderRadius: [2, 2, 0, 0] } },
      sankey: { label: { color: ink }, itemStyle: { color: ink3 }, lineStyle: { color: line2, opacity: 0.55, curveness: 0.5 } },
      markLine: { lineStyle: { color: ink3 }, label: { color: ink2, fontSize: 12 } },
      markPoint: { label: { color: ink } },
    };
  }

  const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
  const LONG_DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const asDay = (text, format) => (/^\d{4}-\d{2}-\d{2}/.test(text) ? format.format(new Date(`${String(text).slice(0, 10)}T00:00:00Z`)) : String(text));

  /** A function that writes a value as people read it; `short` for axes. */
  function writer(words, short) {
    const { format = "number", currency, places } = words ?? {};
    if (format === "percent") return (v) => `${(v * 100).toLocaleString("en-GB", { maximumFractionDigits: places ?? 1 })}%`;
    if (format === "ratio") return (v) => Number(v).toLocaleString("en-GB", { minimumFractionDigits: short ? 0 : places ?? 2, maximumFractionDigits: places ?? 2 });
    const compact = short ? { notation: "compact", maximumFractionDigits: words?.short ?? 1 } : { minimumFractionDigits: places ?? 0, maximumFractionDigits: places ?? 0 };
    const style = format === "money" && currency ? { style: "currency", currency } : {};
    return (v) => capital(Number(v).toLocaleString("en-GB", { ...style, ...compact }));
  }
  /** Short amounts as headlines write them: €658.6K, US$1M. */
  function capital(text) { return text.replace(/(\d)(k|m|bn|tn)(?![a-z])/, (_, digit, size) => digit + { k: "K", m: "M", bn: "B", tn: "T" }[size]); }

  function list(value) { return value === undefined ? [] : Array.isArray(value) ? value : [value]; }
  function merge(base, over) {
    const result = { ...base };
    for (const [key, value] of Object.entries(over)) {
      result[key] = value && typeof value === "object" && !Array.isArray(value) && base[key] && typeof base[key] === "object" ? merge(base[key], value) : value;
    }
    return result;
  }
  /** Colour tokens anywhere in the option become colours. */
  function coloured(value) {
    if (typeof value === "string") return value.startsWith("--") ? token(value) : value;
    if (Array.isArray(value)) return value.map(coloured);
    if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, coloured(inner)]));
    return value;
  }

  /** The height of a band is no figure: say its two ends instead. */
  function ends(low, band, write) {
    return (_, index) => {
      const from = low?.data?.[index];
      const height = band.data?.[index];
      return from === null || from === undefined || height === null || height === undefined ? "—" : `${write(from)} – ${write(from + height)}`;
    };
  }
  function note(series, index) { const text = series.data?.[index]?.note; return text ? `  ${text}` : ""; }
  /** How a series reads in the tooltip; names that start with an underscore and the feet of bands are not in it. */
  function spoken(series, role, before, words) {
    if (/^_/.test(series.name ?? "") || role === "band-low") return { show: false };
    const write = writer(words.formats?.[series.name] ?? words, false);
    if (role === "band") return { valueFormatter: ends(before, series, write) };
    return { valueFormatter: (value, index) => {
      const figure = Array.isArray(value) ? value[value.length - 1] : value;
      return figure === null || figure === undefined || figure === "-" || Number.isNaN(figure) ? "—" : write(figure) + note(series, index);
    } };
  }

  /** Stripes for days that still fill up. */
  function hatched() {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = token("--line-2");
    pen.lineWidth = 1;
    for (const shift of [-8, 0, 8]) { pen.moveTo(shift, 8); pen.lineTo(shift + 8, 0); }
    pen.stroke();
    return { image: tile, repeat: "repeat" };
  }
  function striped({ markArea, ...series }) {
    if (!markArea) return series;
    const { paid, ...area } = markArea;
    return { ...series, markArea: paid === "young" ? { ...area, itemStyle: { color: hatched(), opacity: 0.7 } } : area };
  }

  /** A series' mark in the legend: a line as it is drawn, dashes and all; a band and bars as a box of their colour. */
  function legendMark({ name, type, itemStyle }, role) {
    if (role === "band") return { name, icon: "rect", itemStyle: { color: itemStyle.color, borderWidth: 0 }, lineStyle: { width: 0 } };
    if (type === "bar") return { name, icon: "roundRect", itemStyle: { decal: "none" } };
    return type === "line" ? { name, itemStyle: { opacity: 0 } } : { name }; // without the dot that no line here has
  }

  const LETTER = 6.8; // about as wide as a letter of a chart, in pixels

  /** How many lines a legend takes: its entries wrap, they are not cut nor paged. */
  function legendLines(marks, width) {
    let lines = 1, used = 0;
    for (const { name } of marks) {
      const wide = 22 + 5 + String(name).length * LETTER;
      if (used && used + wide > width) { lines += 1; used = 0; }
      used += wide + 16;
    }
    return lines;
  }
  function lowered(grid, more) { return typeof grid.top === "number" ? { ...grid, top: grid.top + more } : grid; }

  /** Of marks on days whose words would lie over one another the last keeps its own; the others stay as lines. */
  function thinned(series, days, width) {
    const marks = series.markLine?.data;
    if (!marks || !days?.length) return series;
    const taken = [];
    const kept = [...marks].reverse().map((mark) => {
      const at = (days.indexOf(mark.xAxis) + 0.5) * (width / days.length), half = String(mark.label?.formatter ?? "").length * LETTER / 2 + 4;
      if (taken.some(([from, to]) => at + half > from && at - half < to)) return { ...mark, label: { ...mark.label, show: false } };
      taken.push([at - half, at + half]);
      return mark;
    });
    return { ...series, markLine: { ...series.markLine, data: kept.reverse() } };
  }

  /** Below this width there is no room beside a flow for names in one line. */
  const NARROW = 640;
  const isNarrow = (width) => width < NARROW;
  /** A flow on a phone: names wrap, each amount on a line of its own, so that neither is cut. */
  function narrowed(series, width) {
    if (series.type !== "sankey") return series;
    const side = Math.round(width * 0.36);
    const label = { width: side - 8, overflow: "breakAll", lineHeight: 15, formatter: ({ name }) => name.replace("  ", "\n") };
    const data = series.data.map((node) => (node.label?.position === "top" ? merge(node, { label: { width: undefined, overflow: "none" } }) : node));
    return { ...series, left: side, right: side, top: 36, bottom: 30, nodeGap: 44, data, label: merge(series.label ?? {}, label) };
  }

  function prepared(raw, width) {
    const { paid: words = {}, ...option } = coloured(raw);
    const looks = roles();
    const places = { sankey: { left: 4, right: 132, top: 8, bottom: 8, nodeWidth: 10, nodeGap: 14, draggable: false } };
    const asked = list(option.series);
    const fitted = (series) => (isNarrow(width) ? narrowed(series, width) : series);
    option.series = asked.map(({ paid, ...series }, index) => fitted(merge(
      merge({ ...places[series.type], tooltip: spoken(series, paid, asked[index - 1], words) }, looks[paid] ?? {}), striped(series))));
    if (words.days) option.series = option.series.map((series) => thinned(series, list(option.xAxis)[0]?.data, width - 68));
    const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const flat = option.xAxis !== undefined;
    const base = {
      animation: !reduced, animationDuration: 140, animationDurationUpdate: 140,
      aria: { enabled: false },
      tooltip: {
        renderMode: "richText", confine: true, trigger: flat ? "axis" : "item", transitionDuration: 0,
      },
    };
    if (flat) base.grid = { left: 4, right: 12, top: option.legend ? 34 : 14, bottom: 10, containLabel: true };
    if (option.legend) {
      const marks = list(option.series).map((series, index) => legendMark(series, asked[index].paid));
      const named = marks.filter(({ name }) => name && !/^_/.test(name));
      base.legend = { top: 0, left: 0, data: named };
      const more = (legendLines(named, width) - 1) * 22;
      if (more && flat) option.grid = Array.isArray(option.grid) ? [lowered(option.grid[0], more), ...option.grid.slice(1)] : lowered({ ...base.grid, ...option.grid }, more);
    }
    const whole = merge(base, option);
    whole.xAxis = list(option.xAxis).map((axis) => (words.days && (axis.type ?? "category") === "category"
      ? merge({ boundaryGap: option.series.some((s) => s.type === "bar"), axisLabel: { formatter: (text) => asDay(text, DAY) },
        axisPointer: { label: { formatter: (point) => asDay(point.value, LONG_DAY) } } }, axis)
      : axis.paid ? merge({ axisLabel: { formatter: writer(axis.paid, true) } }, axis) : axis));
    whole.yAxis = list(option.yAxis).map((axis) => merge({ axisLabel: { formatter: writer(axis.paid ?? words, true) } }, axis));
    if (!flat) { delete whole.xAxis; delete whole.yAxis; }
    return whole;
  }

  const widths = new WeakMap();
  /** Another size; where it is another width, what is left out for want of room is decided again. */
  function fit(place) {
    const chart = echarts.getInstanceByDom(place), source = document.getElementById(place.dataset.chart);
    chart?.resize();
    if (!chart || !source || widths.get(place) === place.clientWidth || !place.clientWidth) return;
    widths.set(place, place.clientWidth);
    chart.setOption(prepared(JSON.parse(source.textContent), place.clientWidth), true);
  }
  function draw(place) {
    const source = document.getElementById(place.dataset.chart);
    if (!source) return;
    const old = echarts.getInstanceByDom(place);
    if (old) old.dispose();
    const option = JSON.parse(source.textContent);
    const narrow = isNarrow(place.clientWidth);
    place.dataset.narrow = narrow ? "1" : "";
    // Names that wrap need height: as much as the longer side of a flow has of them.
    const sides = list(option.series).filter(({ type }) => type === "sankey").map(({ links }) => {
      const into = links.filter(({ target }) => target === links[0].target).length;
      return Math.max(into, links.length - into);
    });
    if (sides.length) place.style.height = narrow ? `${Math.max(320, 66 + 58 * Math.max(...sides))}px` : "";
    const chart = echarts.init(place, theme(), { renderer: "canvas" });
    chart.setOption(prepared(option, place.clientWidth));
    widths.set(place, place.clientWidth);
    chart.on("click", (point) => { if (typeof point.data?.href === "string" && point.data.href.startsWith("/")) location.assign(point.data.href); });
  }
  function drawAll() {
    document.body.append(probe);
    for (const place of document.querySelectorAll("[data-chart]")) draw(place);
  }

  const watch = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.clientWidth && isNarrow(target.clientWidth) !== (target.dataset.narrow === "1")) draw(target);
      else fit(target);
    }
  });
  const drawn = new Set();
  /** Draws the places that are not drawn yet, and lets go of those that a swap took off the page. */
  function start() {
    for (const place of drawn) {
      if (place.isConnected) continue;
      echarts.getInstanceByDom(place)?.dispose();
      watch.unobserve(place);
      drawn.delete(place);
    }
    document.body.append(probe);
    for (const place of document.querySelectorAll("[data-chart]")) {
      if (drawn.has(place)) continue;
      draw(place);
      watch.observe(place);
      drawn.add(place);
    }
  }
  document.addEventListener("DOMContentLoaded", start);
  // Once settled, not when swapped: settling takes away the attributes by which a chart is found again.
  document.addEventListener("htmx:afterSettle", start);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  window.addEventListener("beforeprint", () => { for (const place of document.querySelectorAll("[data-chart]")) echarts.getInstanceByDom(place)?.resize(); });
  window.paidCharts = { redraw: drawAll };
})();

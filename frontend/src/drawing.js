/** Turns a chart's plain data (see vitalfew.web.charts) into an ECharts picture in the page's own colours. */

import { BarChart, LineChart, PieChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, MarkLineComponent, PieChart,
  TooltipComponent,
]);

const ROLES = {
  act: "--act",
  good: "--good",
  bad: "--bad-mark",
  quiet: "--quiet-mark",
  tier1: "--mark-tier-1",
  tier2: "--mark-tier-2",
  tier3: "--mark-tier-3",
  tier4: "--mark-tier-4",
};

function palette() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    of,
    ink: of("--ink"),
    dim: of("--dim"),
    line: of("--line"),
    card: of("--card"),
    series: [1, 2, 3, 4, 5, 6].map((n) => of(`--chart-${n}`)),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** Numbers as the page writes them: the server sends the locale, the unit and the currency mark. */
function writer(data, axis) {
  const short = axis || data.compact;
  if (data.unit === "percent") {
    const percent = new Intl.NumberFormat(data.locale, { style: "percent", maximumFractionDigits: axis ? 0 : 1 });
    return (value) => (value == null ? "–" : percent.format(value));
  }
  const number = new Intl.NumberFormat(data.locale, {
    notation: short ? "compact" : "standard",
    maximumFractionDigits: data.unit === "money" ? 2 : 1,
  });
  const sign = data.unit === "money" ? data.symbol : "";
  return (value) => (value == null ? "–" : (value < 0 ? "−" : "") + sign + number.format(Math.abs(value)));
}

function mark(value, index, series, colours) {
  const role = series.roles?.[index];
  return {
    value,
    url: series.urls?.[index] ?? null,
    itemStyle: role ? { color: colours.of(ROLES[role]) } : undefined,
  };
}

function marks(series, colours) {
  return series.values.map((value, index) => mark(value, index, series, colours));
}

function valueAxis(data, colours) {
  return {
    type: "value",
    scale: data.kind === "line", // a line may show a narrow range; bars and areas always stand on zero
    splitNumber: data.kind === "hbar" ? 4 : 5,
    axisLabel: { color: colours.dim, formatter: writer(data, true), hideOverlap: true },
    splitLine: { lineStyle: { color: colours.line } },
  };
}

/** A few names are all shown, folded into lines; many (days, months) are thinned out. */
function categoryLabels(data) {
  const dates = data.categories.every((name) => /^[\d\s/:.-]+$/.test(name));
  const few = ["bar", "pareto"].includes(data.kind) && data.categories.length <= 8 && !dates;
  if (!few) return { hideOverlap: true };
  return { interval: 0, width: Math.max((data.width - 90) / data.categories.length - 6, 30), overflow: "break" };
}

function categoryAxis(data, colours) {
  return {
    type: "category",
    data: data.categories,
    boundaryGap: !["line", "area"].includes(data.kind),
    axisLabel: { color: colours.dim, ...categoryLabels(data) },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
  };
}

function band(data, series, colours, index) {
  const low = { type: "line", stack: `band${index}`, data: series.low, symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
  const high = {
    ...low,
    data: series.high.map((value, at) => (value == null ? null : value - series.low[at])),
    areaStyle: { color: colours.series[index % 6], opacity: 0.16 },
  };
  return [low, high];
}

function lines(data, colours) {
  return data.series.flatMap((series, index) => [
    ...(series.low ? band(data, series, colours, index) : []),
    {
      name: series.name,
      type: "line",
      color: series.role ? colours.of(ROLES[series.role]) : colours.series[index % 6],
      data: marks(series, colours),
      showSymbol: data.categories.length <= 31,
      symbol: "circle",
      symbolSize: 5,
      connectNulls: false,
      lineStyle: { width: 2, type: series.dashed ? "dashed" : "solid" },
      areaStyle: data.kind === "area" && !series.low ? { opacity: 0.14 } : undefined,
      markLine: index === 0 ? limitLine(data, colours) : undefined,
    },
  ]);
}

function limitLine(data, colours) {
  if (data.limit == null) return undefined;
  return {
    symbol: "none",
    silent: true,
    lineStyle: { color: colours.dim, type: "dashed" },
    label: { color: colours.dim, formatter: data.limit_name || "", position: "insideStartTop" },
    data: [{ yAxis: data.limit }],
  };
}

function bars(data, colours) {
  return data.series.map((series, index) => ({
    name: series.name,
    type: "bar",
    color: series.role ? colours.of(ROLES[series.role]) : undefined,
    stack: data.stacked ? "all" : undefined,
    data: marks(series, colours),
    barMaxWidth: 44,
    itemStyle: { borderRadius: data.stacked ? 0 : 3 },
    markLine: index === 0 && data.kind === "bar" ? limitLine(data, colours) : undefined,
  }));
}

function pareto(data, colours) {
  const [amounts, share] = data.series;
  const percent = writer({ ...data, unit: "percent" }, false);
  return [
    { name: amounts.name, type: "bar", data: marks(amounts, colours), barCategoryGap: "20%", itemStyle: { borderRadius: 2 } },
    {
      name: share.name,
      type: "line",
      yAxisIndex: 1,
      data: marks(share, colours),
      showSymbol: data.categories.length <= 31,
      color: colours.series[2],
      tooltip: { valueFormatter: percent },
    },
  ];
}

function grid(data, colours) {
  const across = data.kind === "hbar";
  const category = categoryAxis(data, colours);
  const value = valueAxis(data, colours);
  const shareAxis = { type: "value", min: 0, max: 1, axisLabel: { color: colours.dim, formatter: writer({ ...data, unit: "percent" }, true) }, splitLine: { show: false } };
  return {
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 36 : 14, bottom: 6, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: across ? value : category,
    yAxis: across ? { ...category, inverse: true } : data.kind === "pareto" ? [value, shareAxis] : value,
    series: data.kind === "pareto" ? pareto(data, colours) : ["line", "area"].includes(data.kind) ? lines(data, colours) : bars(data, colours),
  };
}

function donut(data, colours) {
  const series = data.series[0];
  const write = writer(data, false);
  return {
    series: [{
      name: series.name,
      type: "pie",
      radius: ["52%", "78%"],
      itemStyle: { borderColor: colours.card, borderWidth: 2 },
      label: { color: colours.ink, overflow: "break", width: 96, formatter: (at) => `${at.name}  ${Math.round(at.percent)}%` },
      labelLine: { lineStyle: { color: colours.line } },
      data: series.values.map((value, index) => ({ ...mark(value, index, series, colours), name: data.categories[index] })),
      tooltip: { valueFormatter: write },
    }],
  };
}

function options(data, colours) {
  const drawing = data.kind === "donut" ? donut(data, colours) : grid(data, colours);
  return {
    animation: false,
    aria: { enabled: false },
    color: colours.series,
    textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 12 },
    legend: {
      show: data.kind !== "donut" && data.series.length > 1,
      top: 0,
      left: 0,
      icon: "roundRect",
      itemWidth: 12,
      itemHeight: 8,
      textStyle: { color: colours.dim },
      data: data.series.map((series) => series.name),
    },
    tooltip: {
      trigger: data.kind === "donut" ? "item" : "axis",
      renderMode: "richText", // no markup, so the content policy needs no exception
      confine: true,
      backgroundColor: colours.card,
      borderColor: colours.line,
      textStyle: { color: colours.ink, fontFamily: colours.font, fontSize: 13 },
      valueFormatter: writer(data, false),
      axisPointer: { lineStyle: { color: colours.dim }, shadowStyle: { color: colours.line, opacity: 0.35 }, type: ["bar", "hbar"].includes(data.kind) ? "shadow" : "line" },
    },
    ...drawing,
  };
}

function follow(event) {
  const url = event.data?.url;
  if (url) window.location.assign(url);
}

export function draw(box) {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const clickable = data.series.some((series) => series.urls?.some(Boolean));
  const chart = echarts.getInstanceByDom(box) ?? begin(box);
  chart.setOption(options({ ...data, width: box.clientWidth }, palette()), true);
  chart.getZr().setCursorStyle(clickable ? "pointer" : "default");
}

function begin(box) {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  chart.on("click", follow);
  new ResizeObserver(() => chart.resize()).observe(box);
  return chart;
}

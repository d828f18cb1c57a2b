/*
 * Panel types that Grafana keeps inside its application, not in its packages. These drawings are ours: they show what such
 * a panel would, with Grafana's own values, units and colours, but not its very pixels.
 */
import React from 'react';
import { DataFrame, formattedValueToString, getFieldDisplayName, getFieldDisplayValues } from '@grafana/data';
import { theme } from './frames';

const text = theme.colors.text.secondary;

const arc = (x: number, y: number, radius: number, from: number, to: number) => {
  const point = (angle: number) => `${x + radius * Math.cos(angle)} ${y + radius * Math.sin(angle)}`;
  return `M ${point(from)} A ${radius} ${radius} 0 ${to - from > Math.PI ? 1 : 0} 1 ${point(to)}`;
};

export function Gauge({ value, panel, width, height }: any) {
  const { min = 0, max = 100, thresholds } = panel.fieldConfig.defaults;
  const x = width / 2, radius = Math.max(20, Math.min(width / 2 - 10, height * 0.62 - 8)), y = radius + 12;
  const angle = (v: number) => Math.PI * (1 + Math.max(0, Math.min(1, (v - min) / (max - min))));
  const steps = (thresholds?.steps ?? []).map((s: any) => ({ color: s.color, value: s.value ?? min }));
  return <svg width={width} height={height}>
    {steps.map((s: any, i: number) => <path key={i} d={arc(x, y, radius, angle(s.value), angle(steps[i + 1]?.value ?? max))}
      stroke={theme.visualization.getColorByName(s.color)} strokeWidth={4} fill="none" />)}
    <path d={arc(x, y, radius - 14, Math.PI, 2 * Math.PI)} stroke={theme.colors.background.secondary} strokeWidth={20} fill="none" />
    <path d={arc(x, y, radius - 14, Math.PI, angle(value.display.numeric))} stroke={value.display.color} strokeWidth={20} fill="none" />
    <text x={x} y={y - 4} fill={value.display.color} textAnchor="middle" fontSize={Math.min(30, radius / 2.4)} fontWeight={500}>
      {formattedValueToString(value.display)}</text>
    <text x={x} y={y + 20} fill={text} textAnchor="middle" fontSize={12}>{value.display.title}</text>
  </svg>;
}

export function Pie({ values, panel, width, height }: any) {
  const sum = values.reduce((total: number, v: any) => total + v.display.numeric, 0) || 1;
  const radius = Math.min(height, width / 2) / 2 - 8, inner = panel.options.pieType === 'donut' ? radius * 0.6 : 0;
  const band = (radius + inner) / 2;
  let angle = -Math.PI / 2;
  const shown = panel.options.legend?.values ?? [];
  return <div style={{ display: 'flex', alignItems: 'center', height }}>
    <svg width={2 * radius + 16} height={height} style={{ flex: 'none' }}>
      {values.map((v: any, i: number) => {
        const from = angle, share = v.display.numeric / sum;
        angle += Math.min(share, 0.9999) * 2 * Math.PI;
        return <path key={i} d={arc(radius + 8, height / 2, band, from, angle)} stroke={v.display.color} strokeWidth={radius - inner} fill="none" />;
      })}
    </svg>
    <div style={{ fontSize: 12, paddingLeft: 8, color: theme.colors.text.primary }}>
      {values.map((v: any, i: number) => <div key={i}>
        <span style={{ display: 'inline-block', width: 14, height: 4, borderRadius: 2, background: v.display.color, marginRight: 6, verticalAlign: 'middle' }} />
        {v.display.title} {shown.includes('value') && <b>{formattedValueToString(v.display)}</b>} {shown.includes('percent') && <span style={{ color: text }}>{Math.round(100 * v.display.numeric / sum)} %</span>}
      </div>)}
    </div>
  </div>;
}

const clock = (ms: number) => new Date(ms).toISOString().slice(11, 16);

function TimeAxis({ from, to, left, width, top }: any) {
  const count = Math.max(2, Math.floor((width - left) / 110));
  return <>{Array.from({ length: count }, (_, i) => i / count + 0.5 / count).map((share) =>
    <text key={share} x={left + share * (width - left)} y={top} fill={text} fontSize={11} textAnchor="middle">{clock(from + share * (to - from))}</text>)}</>;
}

export function StateTimeline({ frames, range, width, height }: any) {
  const left = Math.min(190, width / 3), row = Math.min(34, (height - 22) / Math.max(1, frames.length));
  return <svg width={width} height={height}>
    {frames.map((frame: DataFrame, i: number) => {
      const [time, field] = frame.fields, runs: any[] = [];
      field.values.forEach((value: any, j: number) => {
        const display = field.display!(value), last = runs[runs.length - 1];
        if (last && last.text === display.text) { last.to = time.values[j]; } else {
          if (last) { last.to = time.values[j]; }
          runs.push({ from: time.values[j], to: time.values[j], text: display.text, color: display.color });
        }
      });
      const at = (t: number) => left + (width - left) * (t - range.from) / (range.to - range.from);
      return <g key={i}>
        <text x={left - 8} y={i * row + row / 2 + 4} fill={text} fontSize={12} textAnchor="end">{getFieldDisplayName(field, frame, frames)}</text>
        {runs.map((run, j) => <g key={j}>
          <rect x={at(run.from)} y={i * row + 2} width={Math.max(1, at(run.to) - at(run.from))} height={row - 5} fill={run.color} opacity={0.75} />
          {at(run.to) - at(run.from) > 50 && <text x={at(run.from) + 6} y={i * row + row / 2 + 4} fill="#111" fontSize={12}>{run.text}</text>}
        </g>)}
      </g>;
    })}
    <TimeAxis from={range.from} to={range.to} left={left} width={width} top={height - 4} />
  </svg>;
}

const ORANGES = ['#fff5eb', '#fee6ce', '#fdd0a2', '#fdae6b', '#fd8d3c', '#f16913', '#d94801', '#a63603', '#7f2704'];

/* Cumulative buckets, told apart by `le`, as differences; darker is more. */
export function Heatmap({ frames, panel, range, width, height }: any) {
  const bound = (frame: DataFrame) => Number((frame.fields[1].labels?.le ?? '+Inf').replace('+Inf', 'Infinity'));
  const rows = [...frames].sort((a, b) => bound(a) - bound(b));
  const left = 62, down = height - 22, high = down / Math.max(1, rows.length);
  const counts = rows.map((frame, i) => frame.fields[1].values.map((v: number, j: number) => Math.max(0, v - (i ? rows[i - 1].fields[1].values[j] ?? 0 : 0))));
  const most = Math.max(1e-9, ...counts.flat().filter((v: number) => isFinite(v)));
  return <svg width={width} height={height}>
    {rows.map((frame, i) => {
      const y = down - (i + 1) * high, times = frame.fields[0].values;
      const step = (width - left) * (times[1] - times[0]) / (range.to - range.from);
      return <g key={i}>
        <text x={left - 6} y={y + high / 2 + 4} fill={text} fontSize={11} textAnchor="end">{label(bound(frame), frame, panel)}</text>
        {counts[i].map((count: number, j: number) => count > most * 0.002 &&
          <rect key={j} x={left + (width - left) * (times[j] - range.from) / (range.to - range.from)} y={y} width={Math.max(1, step - 0.5)} height={high - 1}
            fill={ORANGES[Math.min(8, Math.floor(9 * Math.sqrt(count / most)))]} />)}
      </g>;
    })}
    <TimeAxis from={range.from} to={range.to} left={left} width={width} top={height - 4} />
  </svg>;
}

function label(bound: number, frame: DataFrame, panel: any) {
  if (!isFinite(bound)) { return '+Inf'; }
  const unit = panel.options?.yAxis?.unit ?? panel.fieldConfig.defaults.unit;
  return unit === 's' ? (bound < 1 ? `${bound * 1000} ms` : bound < 60 ? `${bound} s` : bound < 3600 ? `${bound / 60} min` : `${bound / 3600} h`)
    : unit === 'bytes' ? (bound < 1e3 ? `${bound} B` : bound < 1e6 ? `${bound / 1e3} kB` : `${bound / 1e6} MB`) : String(bound);
}

export function displayValues(panel: any, frames: DataFrame[]) {
  return getFieldDisplayValues({
    fieldConfig: panel.fieldConfig, reduceOptions: panel.options.reduceOptions, replaceVariables: (s: string) => s, theme,
    data: frames, sparkline: panel.type === 'stat' && panel.options.graphMode !== 'none', timeZone: 'utc',
  });
}

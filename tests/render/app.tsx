/*
 * A page that draws one dashboard with Grafana's own components, for a picture: `window.BOARD` holds its JSON, the answers
 * of Prometheus by panel, the marks of its annotations and the shown values of its variables.
 */
import React from 'react';
import { createRoot } from 'react-dom/client';
import { DataFrame, dateTime, EventBusSrv, FieldType, formattedValueToString, renderMarkdown, ThemeContext, VizOrientation } from '@grafana/data';
import { BarGauge, BigValue, GlobalStyles, PanelChrome, PanelContextProvider, Table, TimeSeries, VizRepeater } from '@grafana/ui';
import { displayValues, Gauge, Heatmap, Pie, StateTimeline } from './drawn';
import { framesOf, theme } from './frames';

declare const BOARD: any;
const WIDTH = BOARD.width, COLUMN = WIDTH / 24, ROW = 38, GAP = 8, HEAD = 84;
const problems: string[] = ((window as any).PROBLEMS ??= []);

class Boundary extends React.Component<any, any> {
  state: any = {};
  static getDerivedStateFromError(error: any) { return { error }; }
  componentDidCatch(error: any) { problems.push(`${this.props.name}: ${error.message}`); }
  render() {
    return this.state.error
      ? <pre style={{ color: 'red', fontSize: 10, whiteSpace: 'pre-wrap' }}>{String(this.state.error.stack).slice(0, 600)}</pre>
      : this.props.children;
  }
}

const rangeOf = (answers: any[]) => ({
  from: (answers[0]?.start ?? BOARD.start) * 1000, to: (answers[0]?.end ?? BOARD.end) * 1000,
});

/* Dashed lines where annotations are, as Grafana's annotation plugin draws them. */
function addMarks(builder: any) {
  builder.addHook('draw', (plot: any) => {
    for (const mark of BOARD.marks) {
      const x = plot.valToPos(mark.time * 1000, 'x', true), { top, height, left, width } = plot.bbox;
      if (x < left || x > left + width) { continue; }
      const c = plot.ctx;
      c.save();
      c.strokeStyle = c.fillStyle = theme.visualization.getColorByName(mark.color ?? 'blue');
      c.lineWidth = 2; c.setLineDash([5, 4]);
      c.beginPath(); c.moveTo(x, top); c.lineTo(x, top + height); c.stroke();
      c.beginPath(); c.moveTo(x - 5, top + height + 6); c.lineTo(x + 5, top + height + 6); c.lineTo(x, top + height); c.fill();
      c.restore();
    }
  });
  return null;
}

function Lines({ panel, frames, answers, width, height }: any) {
  const { from, to } = rangeOf(answers);
  const range: any = { from: dateTime(from), to: dateTime(to), raw: { from: '', to: '' } };
  return <TimeSeries frames={frames} timeRange={range} timeZone="utc" width={width} height={height} legend={panel.options.legend}
    options={panel.options} structureRev={1} {...({} as any)}>{(builder: any) => addMarks(builder)}</TimeSeries>;
}

function Values({ panel, frames, width, height }: any) {
  const values = displayValues(panel, frames), { options } = panel;
  const draw = ({ value, width, height }: any) => panel.type === 'stat'
    ? <BigValue value={value.display} sparkline={value.sparkline} width={width} height={height} colorMode={options.colorMode} graphMode={options.graphMode}
      justifyMode={options.justifyMode} textMode={options.textMode} wideLayout={options.wideLayout} text={options.text} count={values.length} theme={theme} />
    : panel.type === 'gauge' ? <Gauge value={value} panel={panel} width={width} height={height} />
      : <BarGauge value={value.display} field={value.field} display={value.view?.getFieldDisplayProcessor(value.colIndex!)} theme={theme} width={width} height={height}
        orientation={options.orientation === 'auto' ? VizOrientation.Horizontal : options.orientation} displayMode={options.displayMode} showUnfilled={options.showUnfilled}
        alignmentFactors={{ title: longest(values, 'title'), text: longest(values, 'text') } as any} valueDisplayMode={options.valueMode} namePlacement={options.namePlacement} />;
  const orientation = panel.type === 'bargauge' && options.orientation === 'auto' ? VizOrientation.Horizontal : options.orientation;
  return <VizRepeater source={frames} getValues={() => values} renderValue={draw} width={width} height={height} orientation={orientation ?? VizOrientation.Auto}
    itemSpacing={8} renderCounter={0} autoGrid={panel.type === 'stat'} />;
}

const longest = (values: any[], key: string) => values.map((v) => key === 'title' ? v.display.title ?? '' : formattedValueToString(v.display))
  .reduce((most, one) => one.length > most.length ? one : most, '');

function Words({ panel }: any) {
  const { mode, content } = panel.options;
  return mode === 'code' ? <pre>{content}</pre> : <div className="markdown-html" dangerouslySetInnerHTML={{ __html: mode === 'html' ? content : renderMarkdown(content) }} />;
}

function Drawn({ panel, frames, answers, width, height }: any) {
  const range = rangeOf(answers), its = { panel, frames, answers, range, width, height };
  switch (panel.type) {
    case 'timeseries': return <Lines {...its} />;
    case 'stat': case 'gauge': case 'bargauge': return <Values {...its} />;
    case 'table': return <Table data={frames[0]} width={width} height={height} cellHeight={panel.options.cellHeight} initialSortBy={panel.options.sortBy} {...({} as any)} />;
    case 'piechart': return <Pie {...its} values={displayValues(panel, frames)} />;
    case 'state-timeline': case 'status-history': return <StateTimeline {...its} />;
    case 'heatmap': return <Heatmap {...its} />;
    default: return <div style={{ opacity: 0.5 }}>[{panel.type}: drawn only by Grafana itself]</div>;
  }
}

function Body({ panel, width, height }: any) {
  const answers = BOARD.answers[panel.id] ?? [];
  const [frames, setFrames] = React.useState<DataFrame[] | null>(null);
  React.useEffect(() => {
    framesOf(panel, answers).then(setFrames, (error) => { problems.push(`${panel.title}: ${error.message}`); setFrames([]); });
  }, []);
  if (panel.type === 'text') { return <Words panel={panel} />; }
  if (!frames) { return null; }
  if (!frames.some((frame) => frame.fields.some((field) => field.type === FieldType.number && field.values.length))) {
    return <div style={{ display: 'grid', placeItems: 'center', height, color: theme.colors.text.secondary }}>{panel.fieldConfig?.defaults?.noValue ?? 'No data'}</div>;
  }
  return <Boundary name={panel.title}><Drawn panel={panel} frames={frames} answers={answers} width={width} height={height} /></Boundary>;
}

function Panel({ panel }: any) {
  const { x, y, w, h } = panel.gridPos, width = w * COLUMN - GAP, height = h * ROW - GAP;
  const place: any = { position: 'absolute', left: x * COLUMN + GAP / 2, top: HEAD + y * ROW, width, height };
  if (panel.type === 'row') {
    return <div style={{ ...place, color: theme.colors.text.primary, paddingTop: 6, fontWeight: 500 }}>
      {panel.collapsed ? '›' : '⌄'} &nbsp;{panel.title} {panel.collapsed && <span style={{ color: theme.colors.text.secondary, fontWeight: 400 }}>({panel.count} panels)</span>}</div>;
  }
  return <div style={place}><Boundary name={panel.title}>
    <PanelChrome title={panel.title} description={panel.description} width={width} height={height} padding={panel.type === 'table' ? 'none' : 'md'} displayMode={panel.transparent ? 'transparent' : 'default'}>
      {(innerWidth: number, innerHeight: number) => <Body panel={panel} width={innerWidth} height={innerHeight} />}
    </PanelChrome></Boundary></div>;
}

const chip = { border: `1px solid ${theme.colors.border.medium}`, borderRadius: 2, padding: '3px 8px', marginRight: 8, display: 'inline-block', fontSize: 12 };

function Head() {
  const { dashboard } = BOARD;
  return <div style={{ position: 'absolute', top: 8, left: 12, right: 12, color: theme.colors.text.primary }}>
    <div style={{ fontSize: 18, fontWeight: 500, marginBottom: 8 }}>{dashboard.title}
      <span style={{ float: 'right', fontSize: 12, fontWeight: 400 }}>
        {dashboard.links.map((link: any, i: number) => <span key={i} style={chip}>↗ {link.title}</span>)}
        <span style={chip}>Last {dashboard.time.from.replace('now-', '')}</span><span style={chip}>⟳ {dashboard.refresh || 'off'}</span></span></div>
    {BOARD.variables.map((variable: any) => <span key={variable.label} style={chip}><span style={{ color: theme.colors.text.secondary }}>{variable.label}</span> &nbsp;{variable.shown}</span>)}
  </div>;
}

function App() {
  const bottom = Math.max(...BOARD.dashboard.panels.map((p: any) => p.gridPos.y + p.gridPos.h));
  const context: any = { eventsScope: 'global', eventBus: new EventBusSrv() };
  return <ThemeContext.Provider value={theme}><GlobalStyles /><PanelContextProvider value={context}>
    <div style={{ position: 'relative', width: WIDTH, height: HEAD + bottom * ROW, background: theme.colors.background.canvas }}>
      <Head />{BOARD.dashboard.panels.map((panel: any) => <Panel key={panel.id} panel={panel} />)}
    </div></PanelContextProvider></ThemeContext.Provider>;
}

createRoot(document.getElementById('root')!).render(<App />);

/*
 * The answers of Prometheus as Grafana's data frames, with the fields configured as the dashboard says.
 */
import {
  applyFieldOverrides, createTheme, DataFrame, FieldConfigOptionsRegistry, FieldType, standardFieldConfigEditorRegistry,
  standardTransformers, standardTransformersRegistry, toDataFrame, transformDataFrame,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';

export const theme = createTheme({ colors: { mode: 'dark' } });

/* Of each panel type; an id that is not listed would be dropped from the field configuration in silence. */
const CUSTOM = ['align', 'axisBorderShow', 'axisCenteredZero', 'axisColorMode', 'axisGridShow', 'axisLabel', 'axisPlacement',
  'axisSoftMax', 'axisSoftMin', 'axisWidth', 'barAlignment', 'barMaxWidth', 'barWidthFactor', 'cellOptions', 'displayMode',
  'drawStyle', 'fillBelowTo', 'fillColor', 'fillOpacity', 'filterable', 'footer', 'gradientMode', 'hidden', 'hideFrom',
  'hideHeader', 'insertNulls', 'inspect', 'lineColor', 'lineInterpolation', 'lineStyle', 'lineWidth', 'minWidth', 'pointSize',
  'scaleDistribution', 'showPoints', 'spanNulls', 'stacking', 'thresholdsStyle', 'transform', 'width', 'wrapText'];
const STANDARD = ['unit', 'min', 'max', 'decimals', 'displayName', 'color', 'noValue', 'links', 'mappings', 'thresholds',
  'description', 'filterable', 'fieldMinMax'];

const item = (id: string, path: string, isCustom: boolean): any => ({
  id, path, isCustom, name: id, description: '', process: (value: any) => value, shouldApply: () => true,
  editor: () => null, override: () => null, settings: {},
});
const standard = STANDARD.map((id) => item(id, id, false));
const registry = new FieldConfigOptionsRegistry(() =>
  [...standard, ...CUSTOM.map((id) => item('custom.' + id, id, true))]);

standardFieldConfigEditorRegistry.setInit(() => standard);
standardTransformersRegistry.setInit(() => [...new Map(Object.values(standardTransformers).map((one: any) => [one.id, one])).values()].map((one: any) => ({
  id: one.id, name: one.name, transformation: () => Promise.resolve(one), editor: () => null, imageDark: '', imageLight: '',
})) as any);

const milliseconds = (seconds: number) => seconds * 1000;

/* An instant answer in table form: a row for each series, a column for each label. */
function tableFrame(answer: any, many: boolean): DataFrame {
  const labels = [...new Set(answer.series.flatMap((s: any) => Object.keys(s.labels)))].sort() as string[];
  const last = (s: any) => s.samples[s.samples.length - 1];
  return toDataFrame({
    refId: answer.refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: answer.series.map((s: any) => milliseconds(last(s)[0])) },
      ...labels.map((label) => ({ name: label, type: FieldType.string, values: answer.series.map((s: any) => s.labels[label] ?? '') })),
      { name: many ? 'Value #' + answer.refId : 'Value', type: FieldType.number, values: answer.series.map((s: any) => last(s)[1]) },
    ],
  });
}

function seriesFrame(answer: any, series: any): DataFrame {
  return toDataFrame({
    refId: answer.refId, name: series.name,
    fields: [
      { name: 'Time', type: FieldType.time, values: series.samples.map((s: any) => milliseconds(s[0])), config: { interval: milliseconds(answer.step) } },
      { name: 'Value', type: FieldType.number, values: series.samples.map((s: any) => s[1]), labels: series.labels, config: { displayNameFromDS: series.name } },
    ],
  });
}

export function rawFrames(answers: any[]): DataFrame[] {
  const shown = answers.filter((answer) => !answer.hide);
  return shown.flatMap((answer) => answer.format === 'table'
    ? [tableFrame(answer, shown.length > 1)]
    : answer.series.map((series: any) => seriesFrame(answer, series)));
}

/* Transformed and configured: what a panel component draws. */
export async function framesOf(panel: any, answers: any[]): Promise<DataFrame[]> {
  const context: any = { interpolate: (text: string) => text };
  const raw = rawFrames(answers);
  const data = panel.transformations?.length
    ? await firstValueFrom(transformDataFrame(panel.transformations, raw, context))
    : raw;
  return applyFieldOverrides({
    data, fieldConfig: panel.fieldConfig, replaceVariables: (text: string) => text, theme, timeZone: 'utc',
    fieldConfigRegistry: registry,
  });
}

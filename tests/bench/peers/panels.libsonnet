// A small library in grafonnet's manner: every property is an object to be added to the panel.
// grafonnet itself is fetched from GitHub, which a benchmark must not need; it is larger and slower.
{
  timeSeries: {
    new(title): {
      type: 'timeseries',
      title: title,
      fieldConfig: { defaults: { custom: {} }, overrides: [] },
      options: {
        legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
        tooltip: { mode: 'single', sort: 'none' },
      },
      targets: [],
    },
    panelOptions: {
      withDescription(value): { description: value },
      withGridPos(h, w): { gridPos+: { h: h, w: w } },
    },
    standardOptions: {
      withUnit(value): { fieldConfig+: { defaults+: { unit: value } } },
      withMin(value): { fieldConfig+: { defaults+: { min: value } } },
    },
    queryOptions: {
      withDatasource(type, uid): { datasource: { type: type, uid: uid } },
      withTargetsMixin(value): { targets+: value },
    },
  },
  query: {
    prometheus: {
      new(datasource, expr): { datasource: { type: 'prometheus', uid: datasource }, expr: expr },
      withLegendFormat(value): { legendFormat: value },
      withRefId(value): { refId: value },
    },
  },
  dashboard: {
    new(title): { title: title, schemaVersion: 39, panels: [], templating: { list: [] }, annotations: { list: [] } },
    withUid(value): { uid: value },
    withRefresh(value): { refresh: value },
    withPanels(value): { panels: value },
    withVariablesMixin(value): { templating+: { list+: value } },
  },
  grid: {
    makeGrid(panels, width, height):
      std.mapWithIndex(
        function(i, panel) panel {
          id: i + 1,
          gridPos: {
            h: if panel.type == 'row' then 1 else height,
            w: if panel.type == 'row' then 24 else width,
            x: if panel.type == 'row' then 0 else (i % 3) * width,
            y: std.floor(i / 3) * height,
          },
        },
        panels
      ),
  },
}

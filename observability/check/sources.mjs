// Collects every expression of the rules, dashboards and data sources.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

export const folder = dirname(dirname(fileURLToPath(import.meta.url)));

const LANGUAGES = { prometheus: 'promql', loki: 'logql', tempo: 'traceql' };

// What Grafana puts in place of its own variables, as something that parses.
const DURATIONS = /\$\{?__(rate_interval|interval|range)\}?/g;

export function withoutVariables(expression) {
	return expression.replace(DURATIONS, '5m');
}

function files(path, ending) {
	return readdirSync(join(folder, path))
		.filter((name) => name.endsWith(ending))
		.sort()
		.map((name) => join(folder, path, name));
}

function read(file) {
	const text = readFileSync(file, 'utf8');
	return file.endsWith('.json') ? JSON.parse(text) : parse(text, { merge: true });
}

/** Gives all recording and alerting rules. */
export function rules() {
	return files('prometheus/rules', '.yml').flatMap((file) =>
		read(file).groups.flatMap((group) =>
			group.rules.map((rule) => ({ ...rule, from: `${relative(folder, file)}: ${rule.record ?? rule.alert}` }))
		)
	);
}

function panelsOf(panels) {
	return panels.flatMap((panel) => [panel, ...panelsOf(panel.panels ?? [])]);
}

function fromTarget(from, panelSource, target) {
	const type = (target.datasource ?? panelSource)?.type;
	const expression = target.expr ?? target.query;
	// a trace by its id is no TraceQL
	if (expression === undefined || /^\$\{?\w+\}?$/.test(expression)) {
		return [];
	}
	return [{ from, language: LANGUAGES[type], expression, legend: target.legendFormat }];
}

function fromDashboard(file) {
	const dashboard = read(file);
	const name = relative(folder, file);
	const inPanels = panelsOf(dashboard.panels).flatMap((panel) =>
		(panel.targets ?? []).flatMap((target) =>
			fromTarget(`${name}: ${panel.title} ${target.refId}`, panel.datasource, target)
		)
	);
	const inVariables = dashboard.templating.list
		.filter((variable) => variable.type === 'query')
		.map((variable) => fromVariable(`${name}: $${variable.name}`, variable));
	return [...inPanels, ...inVariables];
}

// label_values(selector, label) is Grafana's, not PromQL; it lists what this counts
function fromVariable(from, variable) {
	const query = variable.query.query ?? variable.query;
	const call = /^label_values\((.+),\s*(\w+)\)$/.exec(query);
	return {
		from,
		language: LANGUAGES[variable.datasource.type],
		expression: call ? `count by (${call[2]}) (${call[1]})` : query
	};
}

function fromDataSources() {
	return files('grafana/provisioning/datasources', '.yaml').flatMap((file) =>
		read(file).datasources.flatMap((source) => {
			const from = `${relative(folder, file)}: ${source.name}`;
			const logs = source.jsonData?.tracesToLogsV2;
			const metrics = source.jsonData?.tracesToMetrics;
			return [
				...(logs ? [{ from: `${from} to logs`, language: 'logql', expression: tagged(logs.query, logs.tags) }] : []),
				...(metrics?.queries ?? []).map((query) => ({
					from: `${from} to metrics: ${query.name}`,
					language: 'promql',
					expression: tagged(query.query, metrics.tags)
				}))
			];
		})
	);
}

function tagged(query, tags) {
	const matchers = tags.map((tag) => `${tag.value}="$tag"`).join(', ');
	return query.replaceAll('$$', '$').replace(/\$\{__tags\}|\$__tags/, matchers);
}

/** Gives the attributes that data sources turn into labels. */
export function tags() {
	return files('grafana/provisioning/datasources', '.yaml').flatMap((file) =>
		read(file).datasources.flatMap((source) =>
			[source.jsonData?.tracesToLogsV2, source.jsonData?.tracesToMetrics]
				.filter(Boolean)
				.flatMap((link) => link.tags.map((tag) => ({ from: `${relative(folder, file)}: ${source.name}`, key: tag.key })))
		)
	);
}

/** Gives all expressions: where each is from, its language, and the legend that shows its labels. */
export function expressions() {
	return [
		...rules().map((rule) => ({ from: rule.from, language: 'promql', expression: rule.expr, rule })),
		...files('grafana/dashboards', '.json').flatMap(fromDashboard),
		...fromDataSources()
	].map((found) => ({ ...found, expression: withoutVariables(found.expression) }));
}

/** Gives the names that are documented by others, for what no test can run. */
export function documented() {
	return read(join(folder, 'check', 'documented.yaml'));
}

// Checks every query of the dashboards, rules and data sources.
//
//   node check.mjs            their grammar
//   node check.mjs FOLDER     their names as well, with what services emitted (see inventory.mjs)
//
// Prints a line for each problem. Exit code: 0 none, 1 some.
import { inventory } from './inventory.mjs';
import { checkLogql } from './logql.mjs';
import { PromqlCheck } from './promql.mjs';
import { expressions, rules, tags } from './sources.mjs';
import { checkTraceql } from './traceql.mjs';

const observed = process.argv[2] ? inventory(process.argv[2]) : {};
const promql = new PromqlCheck(observed.metrics, rules());

function check({ language, expression, legend, rule }) {
	switch (language) {
		case 'promql': {
			const { problems, labels } = promql.check(expression);
			return observed.metrics ? [...problems, ...unknownLabels(labels, legend, rule)] : problems;
		}
		case 'logql':
			return checkLogql(expression, observed.logs).problems;
		case 'traceql':
			return checkTraceql(expression, observed.spans).problems;
		default:
			return ['is of no data source that is known'];
	}
}

// labels that a legend or an alert's text shows
function unknownLabels(labels, legend, rule) {
	const known = new Set([...labels.keys(), ...Object.keys(rule?.labels ?? {})]);
	const shown = [...(legend ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)];
	const said = Object.values(rule?.annotations ?? {}).flatMap((text) => [...text.matchAll(/\$labels\.(\w+)/g)]);
	return [...shown, ...said].map((match) => match[1]).filter((label) => !known.has(label)).map((label) => `shows the label ${label}, which the result has not`);
}

const all = expressions();
const problems = all.flatMap((found) => check(found).map((problem) => `${found.from}: ${problem}\n    ${found.expression}`));
problems.push(...(observed.problems ?? []));
if (observed.spans) {
	tags()
		.filter((tag) => !(tag.key in observed.spans.resource) && !(tag.key in observed.spans.attributes))
		.forEach((tag) => problems.push(`${tag.from}: no span has the attribute ${tag.key}`));
}
problems.forEach((problem) => console.log(problem));
const count = (language) => all.filter((found) => found.language === language).length;
console.log(`${count('promql')} PromQL, ${count('logql')} LogQL, ${count('traceql')} TraceQL expressions: ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;

// Checks LogQL: stream labels, structured metadata, and their values.
import { parser } from '@grafana/lezer-logql';
import { plainAlternatives } from './promql.mjs';
import { all, children, parse, text, unquoted } from './tree.mjs';

/**
 * Checks one expression.
 * @param logs { labels, metadata }, each name to values; absent if only the grammar is checked
 */
export function checkLogql(expression, logs) {
	const { top, errors } = parse(parser, expression);
	if (errors.length || !logs) {
		return { problems: errors };
	}
	const problems = [];
	const streams = all(top, 'Selector').flatMap((selector) => all(selector, 'Matcher'));
	streams.forEach((matcher) => matched('stream label', logs.labels, matcher, expression, problems));
	const known = { ...logs.labels, ...logs.metadata };
	all(top, 'LabelFilter')
		.flatMap((filter) => all(filter, 'Matcher'))
		.forEach((matcher) => matched('label', known, matcher, expression, problems));
	all(top, 'Labels')
		.flatMap((labels) => labels.getChildren('Identifier'))
		.map((label) => text(label, expression))
		.filter((label) => !(label in known))
		.forEach((label) => problems.push(`no log has the label ${label}`));
	return { problems };
}

function matched(kind, known, matcher, expression, problems) {
	const label = text(matcher.getChild('Identifier'), expression);
	const [, operator, string] = children(matcher);
	if (!(label in known)) {
		problems.push(`no log has the ${kind} ${label}`);
		return;
	}
	const value = unquoted(string, expression);
	const values = known[label];
	if (!values || value.includes('$')) {
		return;
	}
	const alternatives = text(operator, expression).includes('~') ? plainAlternatives(value) : [value];
	alternatives
		.filter((alternative) => alternative !== '' && !values.includes(alternative))
		.forEach((alternative) => problems.push(`${label} of a log is never ${alternative}`));
}

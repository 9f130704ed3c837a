// Checks PromQL: metrics, labels, label values, and whether counters are what is rated.
import { parser } from '@prometheus-io/lezer-promql';
import { all, children, parse, text, unquoted } from './tree.mjs';

const COUNTER_FUNCTIONS = new Set(['rate', 'irate', 'increase', 'resets']);

// Labels of a result are a map from name to the set of values, or to null if those are not known.

export class PromqlCheck {
	/**
	 * @param metrics name to { type, labels: name to values }; absent if only the grammar is checked
	 * @param rules recording rules, whose series other expressions may use
	 */
	constructor(metrics, rules = []) {
		this.metrics = metrics;
		this.recorded = new Map();
		rules.filter((rule) => rule.record).forEach((rule) => this.record(rule));
		this.results = new Map();
	}

	record(rule) {
		this.recorded.set(rule.record, [...(this.recorded.get(rule.record) ?? []), rule]);
	}

	/** Checks one expression: { problems, labels } with the labels of its result. */
	check(expression) {
		const { top, errors } = parse(parser, expression);
		if (errors.length || !this.metrics) {
			return { problems: errors, labels: new Map() };
		}
		const problems = [];
		const labels = this.labels(top.firstChild, expression, problems) ?? new Map();
		return { problems: [...new Set(problems)], labels };
	}

	labels(node, expression, problems) {
		const of = (child) => this.labels(child, expression, problems);
		switch (node.name) {
			case 'VectorSelector':
				return this.selected(node, expression, problems);
			case 'AggregateExpr':
				return this.aggregated(node, expression, problems);
			case 'BinaryExpr':
				return this.combined(node, expression, problems);
			case 'FunctionCall':
				return this.called(node, expression, problems);
			case 'NumberDurationLiteral':
			case 'StringLiteral':
				return null;
			default:
				// parentheses, signs, ranges, offsets, subqueries
				return children(node).map(of).find((labels) => labels) ?? null;
		}
	}

	selected(node, expression, problems) {
		const name = node.getChild('Identifier') ? text(node.getChild('Identifier'), expression) : null;
		if (!name) {
			problems.push('selects without the name of a metric');
			return new Map();
		}
		const labels = this.labelsOf(name, problems);
		for (const matcher of all(node, 'UnquotedLabelMatcher')) {
			this.matched(name, labels, matcher, expression, problems);
		}
		return narrowed(labels, all(node, 'UnquotedLabelMatcher'), expression);
	}

	labelsOf(name, problems) {
		if (this.recorded.has(name)) {
			return this.recordedLabels(name);
		}
		const metric = this.metrics[name];
		if (!metric) {
			problems.push(`nothing emits the metric ${name}`);
			return new Map();
		}
		return new Map(Object.entries(metric.labels).map(([label, values]) => [label, values && new Set(values)]));
	}

	recordedLabels(name) {
		if (!this.results.has(name)) {
			// what is wrong with the rule itself is reported where the rule is checked
			this.results.set(name, new Map());
			const all = this.recorded.get(name).map((rule) => {
				const labels = new Map(this.check(rule.expr).labels);
				Object.entries(rule.labels ?? {}).forEach(([label, value]) => labels.set(label, new Set([value])));
				return labels;
			});
			this.results.set(name, all.reduce(union));
		}
		return new Map(this.results.get(name));
	}

	matched(name, labels, matcher, expression, problems) {
		const label = text(matcher.getChild('LabelName'), expression);
		const operator = text(matcher.getChild('MatchOp'), expression);
		const value = unquoted(matcher.getChild('StringLiteral'), expression);
		if (!labels.has(label)) {
			problems.push(`${name} has no label ${label}`);
			return;
		}
		const values = labels.get(label);
		if (!values || value.includes('$')) {
			return;
		}
		const alternatives = operator === '=~' || operator === '!~' ? plainAlternatives(value) : [value];
		alternatives
			.filter((alternative) => alternative !== '' && !values.has(alternative))
			.forEach((alternative) => problems.push(`${label} of ${name} is never ${alternative}`));
	}

	aggregated(node, expression, problems) {
		const args = node.getChild('FunctionCallBody');
		const inner = children(args).map((child) => this.labels(child, expression, problems)).find((labels) => labels);
		const modifier = node.getChild('AggregateModifier');
		const operator = text(node.getChild('AggregateOp'), expression);
		if (operator === 'topk' || operator === 'bottomk') {
			return inner ?? new Map();
		}
		if (!modifier) {
			return new Map();
		}
		const names = all(modifier, 'LabelName').map((label) => text(label, expression));
		names.filter((label) => !inner?.has(label)).forEach((label) => problems.push(`nothing to group by ${label}`));
		const by = modifier.getChild('By') !== null;
		return new Map([...(inner ?? [])].filter(([label]) => names.includes(label) === by));
	}

	combined(node, expression, problems) {
		const operands = children(node).filter((child) => child.name.endsWith('Expr') || OPERANDS.has(child.name));
		const left = this.labels(operands[0], expression, problems);
		const right = this.labels(operands[operands.length - 1], expression, problems);
		if (!left || !right) {
			return left ?? right;
		}
		const modifier = node.getChild('MatchingModifierClause');
		const groups = modifier ? modifier.getChildren('GroupingLabels') : [];
		const names = groups.map((group) => all(group, 'LabelName').map((label) => text(label, expression)));
		const grouped = modifier?.getChild('GroupLeft') ?? modifier?.getChild('GroupRight');
		if (modifier?.getChild('On')) {
			names[0].filter((label) => !left.has(label) || !right.has(label))
				.forEach((label) => problems.push(`nothing to match on ${label}`));
		}
		if (node.getChild('Or')) {
			return union(left, right);
		}
		if (grouped) {
			const [many, one] = modifier.getChild('GroupLeft') ? [left, right] : [right, left];
			const added = (names[1] ?? []).map((label) => [label, one.get(label) ?? null]);
			(names[1] ?? []).filter((label) => !one.has(label))
				.forEach((label) => problems.push(`nothing to take ${label} from`));
			return new Map([...many, ...added]);
		}
		if (modifier?.getChild('On') && !node.getChild('And') && !node.getChild('Unless')) {
			return new Map([...left].filter(([label]) => names[0].includes(label)));
		}
		if (!modifier && !node.getChild('And') && !node.getChild('Unless')) {
			this.sameLabels(left, right, problems);
		}
		return left;
	}

	// without on() or ignoring() both sides must have the same labels, or nothing matches
	sameLabels(left, right, problems) {
		const only = (one, other) => [...one.keys()].filter((label) => !other.has(label));
		const different = [...only(left, right), ...only(right, left)];
		if (different.length) {
			problems.push(`the two sides differ in ${different.join(', ')}, so they never match`);
		}
	}

	called(node, expression, problems) {
		const name = text(node.getChild('FunctionIdentifier'), expression);
		const args = children(node.getChild('FunctionCallBody') ?? node).filter((child) => child.name !== 'FunctionIdentifier');
		const inner = args.map((child) => this.labels(child, expression, problems)).find((labels) => labels) ?? null;
		if (COUNTER_FUNCTIONS.has(name)) {
			this.counters(name, node, expression, problems);
		}
		if (name === 'vector' || name === 'time' || name === 'scalar') {
			return name === 'vector' ? new Map() : null;
		}
		if (name === 'label_replace' || name === 'label_join') {
			const strings = args.filter((child) => child.name === 'StringLiteral').map((child) => unquoted(child, expression));
			const sources = name === 'label_replace' ? [strings[2]] : strings.slice(2);
			sources.filter((label) => label && !inner?.has(label)).forEach((label) => problems.push(`no label ${label} to replace`));
			return new Map([...(inner ?? []), [strings[0], null]]);
		}
		if (name === 'histogram_quantile') {
			if (!inner?.has('le')) {
				problems.push('histogram_quantile needs the label le');
			}
			return new Map([...(inner ?? [])].filter(([label]) => label !== 'le'));
		}
		return inner;
	}

	counters(name, node, expression, problems) {
		for (const selector of all(node, 'VectorSelector')) {
			const metric = text(selector.getChild('Identifier'), expression);
			const type = this.metrics[metric]?.type;
			if (type === 'gauge' && !metric.endsWith('_count') && !metric.endsWith('_sum')) {
				problems.push(`${name} of ${metric}, which is a gauge`);
			}
		}
	}
}

const OPERANDS = new Set(['VectorSelector', 'FunctionCall', 'NumberDurationLiteral', 'StringLiteral']);

function union(left, right) {
	const all = new Map(left);
	right.forEach((values, label) => {
		const others = all.get(label);
		all.set(label, !all.has(label) ? values : values && others && new Set([...values, ...others]));
	});
	return all;
}

// what = and a list of alternatives leave of the values
function narrowed(labels, matchers, expression) {
	const result = new Map(labels);
	for (const matcher of matchers) {
		const operator = text(matcher.getChild('MatchOp'), expression);
		const value = unquoted(matcher.getChild('StringLiteral'), expression);
		if (operator === '=' && !value.includes('$')) {
			result.set(text(matcher.getChild('LabelName'), expression), new Set([value]));
		}
	}
	return result;
}

/** Gives the alternatives of a regular expression that is nothing but a list of plain words. */
export function plainAlternatives(regex) {
	return /^[\w|\-:/]+$/.test(regex) ? regex.split('|') : [];
}

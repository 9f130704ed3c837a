// Checks TraceQL: attributes of spans and resources, and the values of those that are compared.
import { parser } from '@grafana/lezer-traceql';
import { plainAlternatives } from './promql.mjs';
import { all, parse, text, unquoted } from './tree.mjs';

/**
 * Checks one expression.
 * @param spans { names, attributes, resource }, the latter two name to values; absent if only the grammar is checked
 */
export function checkTraceql(expression, spans) {
	const { top, errors } = parse(parser, expression);
	if (errors.length || !spans) {
		return { problems: errors };
	}
	const problems = [];
	for (const field of all(top, 'AttributeField')) {
		const name = text(field.getChild('Identifier'), expression);
		const known = attributes(field, spans);
		if (!(name in known)) {
			problems.push(`no span has the attribute ${text(field, expression)}`);
		}
	}
	for (const comparison of all(top, 'FieldExpression')) {
		compared(comparison, expression, spans, problems);
	}
	return { problems: [...new Set(problems)] };
}

function attributes(field, spans) {
	if (field.getChild('Span')) {
		return spans.attributes;
	}
	return field.getChild('Resource') ? spans.resource : { ...spans.attributes, ...spans.resource };
}

function compared(comparison, expression, spans, problems) {
	const operator = comparison.getChild('FieldOp');
	const [left, right] = comparison.getChildren('FieldExpression');
	const string = right?.getChild('Static')?.getChild('String');
	if (!operator || !string) {
		return;
	}
	const value = unquoted(string, expression);
	const values = valuesOf(left, expression, spans);
	if (!values || value.includes('$')) {
		return;
	}
	const alternatives = text(operator, expression).includes('~') ? plainAlternatives(value) : [value];
	alternatives
		.filter((alternative) => alternative !== '' && !values.includes(alternative))
		.forEach((alternative) => problems.push(`${text(left, expression)} is never ${alternative}`));
}

function valuesOf(side, expression, spans) {
	const field = side.getChild('AttributeField');
	if (field) {
		return attributes(field, spans)[text(field.getChild('Identifier'), expression)];
	}
	const intrinsic = side.getChild('IntrinsicField');
	return intrinsic && /^(span:)?name$/.test(text(intrinsic, expression)) ? spans.names : null;
}

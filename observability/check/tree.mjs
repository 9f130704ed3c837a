// Helpers for the trees of the Lezer grammars.

/** Parses and reports what the grammar does not accept. */
export function parse(parser, expression) {
	const tree = parser.parse(expression);
	const errors = [];
	tree.iterate({
		enter(node) {
			if (node.type.isError) {
				errors.push(`does not parse at character ${node.from + 1}: ${expression.slice(node.from, node.from + 20)}`);
			}
		}
	});
	return { top: tree.topNode, errors: errors.slice(0, 1) };
}

export function children(node) {
	const found = [];
	for (let child = node.firstChild; child; child = child.nextSibling) {
		found.push(child);
	}
	return found;
}

/** Gives all nodes below one that have a name, those inside of such a node too. */
export function all(node, name) {
	return children(node).flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

export function text(node, expression) {
	return expression.slice(node.from, node.to);
}

export function unquoted(node, expression) {
	return text(node, expression).slice(1, -1);
}

// Asks a Prometheus each PromQL expression of the dashboards, rules and data sources.
//
//   node series.mjs http://localhost:9090
//
// Prints how many series each gives now. Exit code: 0 all are valid, 1 some are refused.
import { expressions } from './sources.mjs';

const [address] = process.argv.slice(2);
if (!address) {
	console.error('usage: node series.mjs ADDRESS-OF-PROMETHEUS');
	process.exit(2);
}

async function series(expression) {
	const answer = await fetch(`${address}/api/v1/query`, {
		method: 'POST',
		body: new URLSearchParams({ query: expression })
	});
	const { status, data, error } = await answer.json();
	return status === 'success' ? data.result.length : `refused: ${error}`;
}

for (const { from, language, expression } of expressions()) {
	if (language === 'promql') {
		const found = await series(expression.replaceAll('$tag', 'gateway'));
		process.exitCode ||= typeof found === 'number' ? 0 : 1;
		console.log(`${String(found).padStart(5)}  ${from}  ${expression.replace(/\s+/g, ' ')}`);
	}
}

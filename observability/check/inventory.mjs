// Reads what running services emitted: a folder with JOB.prom for each job of Prometheus, as
// scraped, and telemetry.json with the names, attributes and resources of spans and log records.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { documented, folder } from './sources.mjs';

export function inventory(observed) {
	const telemetry = JSON.parse(readFileSync(join(observed, 'telemetry.json'), 'utf8'));
	const metrics = {};
	const declared = {};
	for (const job of jobsIn(observed)) {
		declared[job] = scraped(metrics, job, readFileSync(join(observed, `${job}.prom`), 'utf8'));
	}
	const problems = notDeclared(declared);
	fromOthers(metrics, telemetry.spans);
	return { metrics, spans: telemetry.spans, logs: logs(telemetry.logs), problems };
}

// ---- metrics

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? /;

const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

function jobsIn(observed) {
	return readdirSync(observed)
		.filter((file) => file.endsWith('.prom'))
		.map((file) => file.slice(0, -'.prom'.length));
}

/**
 * Adds the samples of a scrape in Prometheus' text format.
 * @returns the names that it declares, also those without a sample
 */
function scraped(metrics, job, text) {
	const types = {};
	for (const line of text.split('\n')) {
		const declared = /^# TYPE (\S+) (\S+)/.exec(line);
		const sample = declared || line.startsWith('#') ? null : SAMPLE.exec(line);
		if (declared) {
			types[declared[1]] = declared[2];
		}
		else if (sample) {
			const labels = [...(sample[2] ?? '').matchAll(LABEL)].map((label) => [label[1], label[2]]);
			add(metrics, sample[1], typeOf(sample[1], types), [['job', job], ...labels]);
		}
	}
	return Object.keys(types);
}

// what is said to be documented, and a real one does not have
function notDeclared(declared) {
	return documented().metrics.flatMap((group) =>
		Object.entries(group.names).flatMap(([name, metric]) => {
			const job = metric.job ?? group.job;
			return declared[job] && !declared[job].includes(name) ? [`documented.yaml: ${job} does not emit ${name}`] : [];
		})
	);
}

function typeOf(name, types) {
	return types[name] ?? types[name.replace(/_(bucket|count|sum)$/, '')] ?? 'untyped';
}

function add(metrics, name, type, labels) {
	const metric = (metrics[name] ??= { type, labels: { instance: null } });
	labels.forEach(([label, value]) => {
		const values = (metric.labels[label] ??= []);
		if (!values.includes(value)) {
			values.push(value);
		}
	});
}

function fromOthers(metrics, spans) {
	const jobs = parse(readFileSync(join(folder, 'prometheus/prometheus.yml'), 'utf8'))
		.scrape_configs.map((config) => config.job_name);
	const known = { $services: spans.resource['service.name'], $spans: spans.names, $jobs: jobs, any: null };
	const values = (given) => (typeof given === 'string' ? known[given] : given);
	for (const group of documented().metrics) {
		// what was scraped is truer than what is documented
		for (const [name, metric] of Object.entries(group.names)) {
			const job = metric.job ?? group.job;
			if (metrics[name]?.labels.job.includes(job)) {
				continue;
			}
			const labels = { ...metric.labels, ...metric.more };
			const found = (metrics[name] ??= { type: metric.type, labels: job ? { instance: null } : {} });
			if (job) {
				found.labels.job = [...(found.labels.job ?? []), job];
			}
			Object.entries(labels).forEach(([label, given]) => (found.labels[label] ??= values(given)));
		}
	}
	documented()
		.values.filter((entry) => entry.metrics)
		.forEach((entry) =>
			Object.keys(metrics)
				.filter((name) => name.startsWith(entry.metrics) && metrics[name].labels[entry.label])
				.forEach((name) => metrics[name].labels[entry.label].push(...entry.values))
		);
}

// ---- logs

function logs(records) {
	const loki = parse(readFileSync(join(folder, 'loki/loki.yaml'), 'utf8'));
	const index = loki.limits_config.otlp_config.resource_attributes.attributes_config
		.filter((config) => config.action === 'index_label')
		.flatMap((config) => config.attributes);
	const labels = {};
	const metadata = {};
	Object.entries(records.resource).forEach(([name, values]) =>
		((index.includes(name) ? labels : metadata)[lokiName(name)] = values)
	);
	Object.entries(records.attributes).forEach(([name, values]) => (metadata[lokiName(name)] = values));
	documented()
		.logs.filter((name) => !['trace_id', 'span_id'].includes(name) || records.traced)
		.forEach((name) => (metadata[name] = null));
	documented().values.filter((entry) => entry.log).forEach((entry) => (metadata[entry.log] = entry.values));
	return { labels, metadata };
}

function lokiName(attribute) {
	return attribute.replace(/[^a-zA-Z0-9_]/g, '_');
}

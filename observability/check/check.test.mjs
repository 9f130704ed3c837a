// Tests that the checks find what they are for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkLogql } from './logql.mjs';
import { PromqlCheck } from './promql.mjs';
import { checkTraceql } from './traceql.mjs';

const METRICS = {
	up: { type: 'gauge', labels: { job: ['gateway', 'converter'], instance: null } },
	requests_total: { type: 'counter', labels: { job: ['gateway'], instance: null, status: ['200', '404'] } },
	seconds_bucket: { type: 'histogram', labels: { job: ['gateway'], instance: null, le: ['1.0', '+Inf'] } }
};

const LOGS = { labels: { service_name: ['gateway'] }, metadata: { trace_id: null, severity_text: ['WARN', 'ERROR'] } };

const SPANS = { names: ['convert'], attributes: { 'soundlift.attempt': null }, resource: { 'service.name': ['converter'] } };

function promql(expression, rules = []) {
	return new PromqlCheck(METRICS, rules).check(expression).problems;
}

test('accepts what the services emit', () => {
	assert.deepEqual(promql('sum by (status) (rate(requests_total{job="gateway", status=~"200|404"}[5m]))'), []);
	assert.deepEqual(promql('histogram_quantile(0.9, sum by (le, job) (rate(seconds_bucket[5m])))'), []);
	assert.deepEqual(promql('sum(rate(requests_total[5m])) / sum(rate(requests_total[5m])) or vector(0)'), []);
	assert.deepEqual(checkLogql('{service_name="gateway"} | severity_text=~"WARN|ERROR"', LOGS).problems, []);
	assert.deepEqual(checkTraceql('{ name = "convert" && span.soundlift.attempt > 1 }', SPANS).problems, []);
});

for (const [expression, problem] of [
	['rate(requests_total[5m]', /does not parse/],
	['request_total', /nothing emits the metric request_total/],
	['{job="gateway"}', /without the name/],
	['requests_total{code="200"}', /no label code/],
	['requests_total{status="500"}', /status of requests_total is never 500/],
	['requests_total{status=~"200|500"}', /is never 500/],
	['sum by (code) (requests_total)', /nothing to group by code/],
	['sum without (code) (requests_total)', /nothing to group by code/],
	['sum by (status) (sum by (job) (requests_total))', /nothing to group by status/],
	['rate(up[5m])', /which is a gauge/],
	['histogram_quantile(0.9, sum by (job) (rate(seconds_bucket[5m])))', /needs the label le/],
	['requests_total / up', /differ in status/],
	['requests_total / on (status) up', /nothing to match on status/],
	['requests_total * on (job) group_left (version) up', /nothing to take version from/],
	['label_replace(up, "service", "$1", "name", "(.*)")', /no label name to replace/]
]) {
	test(`refuses ${expression}`, () => assert.match(promql(expression).join('\n'), problem));
}

test('knows the labels of what rules record', () => {
	const rules = [{ record: 'job:requests:rate5m', expr: 'sum by (job) (rate(requests_total[5m]))', labels: { slo: 'speed' } }];
	assert.deepEqual(promql('job:requests:rate5m{job="gateway", slo="speed"}', rules), []);
	assert.match(promql('job:requests:rate5m{status="200"}', rules).join(), /no label status/);
	assert.match(promql('job:requests:rate5m{slo="sped"}', rules).join(), /is never sped/);
});

for (const [expression, problem] of [
	['{service_name="gateway"', /does not parse/],
	['{job="gateway"}', /no log has the stream label job/],
	['{trace_id="1"}', /no log has the stream label trace_id/],
	['{service_name="gatewy"}', /is never gatewy/],
	['{service_name="gateway"} | traceid="1"', /no log has the label traceid/],
	['{service_name="gateway"} | severity_text=~"WARNING|ERROR"', /is never WARNING/],
	['sum by (level) (count_over_time({service_name="gateway"}[5m]))', /no log has the label level/]
]) {
	test(`refuses ${expression}`, () => assert.match(checkLogql(expression, LOGS).problems.join('\n'), problem));
}

for (const [expression, problem] of [
	['{ name = "convert" ', /does not parse/],
	['{ name = "converts" }', /name is never converts/],
	['{ name =~ "convert|encode" }', /name is never encode/],
	['{ span.soundlift.attempts > 1 }', /no span has the attribute span.soundlift.attempts/],
	['{ resource.soundlift.attempt > 1 }', /no span has the attribute resource.soundlift.attempt/],
	['{ resource.service.name = "convert" }', /is never convert/],
	['{ } | select(span.size)', /no span has the attribute span.size/],
	['{ } | rate() by (resource.host)', /no span has the attribute resource.host/]
]) {
	test(`refuses ${expression}`, () => assert.match(checkTraceql(expression, SPANS).problems.join('\n'), problem));
}

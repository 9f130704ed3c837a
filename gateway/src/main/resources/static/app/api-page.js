/** Shows the OpenAPI document, and makes the calls that it describes. */

import { csrfHeaders, renewSession } from './api.js';
import { byId, fromTemplate, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';

const METHODS = ['get', 'head', 'options', 'post', 'patch', 'put', 'delete'];

/** Headers that a script can't set. */
const FORBIDDEN = ['Expect'];

const MAX_SHOWN = 100_000;

// the token is read when a call is made
byId('token-form').addEventListener('submit', (event) => event.preventDefault());

try {
	const [api, session] = await Promise.all([load(), renewSession().catch(() => ({ signedIn: false }))]);
	setText(byId('access'), session.signedIn ? message('api.session', { email: session.email })
			: message('api.nobody'));
	setVisible(byId('sign-in'), !session.signedIn);
	show(api);
}
catch {
	setOptionalText(byId('notice'), message('api.not-loaded'));
}

async function load() {
	const response = await fetch('/api/openapi.json');
	if (!response.ok) {
		throw new Error(`HTTP ${response.status}`);
	}
	return response.json();
}

function show(api) {
	write(byId('intro'), api.info.description);
	for (const tag of api.tags) {
		const section = fromTemplate('tag-template');
		const [title, text] = section.children;
		setText(title, tag.name[0].toUpperCase() + tag.name.slice(1));
		write(text, tag.description);
		for (const [path, operations] of Object.entries(api.paths)) {
			for (const method of METHODS.filter((name) => operations[name]?.tags.includes(tag.name))) {
				section.append(operationElement(method.toUpperCase(), path, operations[method]));
			}
		}
		byId('operations').append(section);
	}
}

function operationElement(method, path, operation) {
	const element = fromTemplate('operation-template');
	element.id = operation.operationId;
	const part = (selector) => element.querySelector(selector);
	setText(part('.method'), method);
	setText(part('.path'), path);
	write(part('.summary'), operation.summary);
	write(part('.description'), operation.description ?? '');
	setVisible(part('.description'), Boolean(operation.description));
	const inputs = (operation.parameters ?? []).filter((parameter) => !FORBIDDEN.includes(parameter.name))
		.map((parameter) => ({ parameter, input: addParameter(part('.parameters'), operation, parameter) }));
	const body = operation.requestBody && bodyInputs(part, operation);
	for (const [status, answer] of Object.entries(operation.responses)) {
		const term = document.createElement('dt');
		const detail = document.createElement('dd');
		setText(term, status);
		write(detail, answer.description);
		part('.answers dl').append(term, detail);
	}
	part('form button').setAttribute('aria-label', `${message('api.send')} ${operation.operationId}`);
	part('form').addEventListener('submit', async (event) => {
		event.preventDefault();
		part('form button').disabled = true;
		await send(part, callOf(method, path, inputs, body));
		part('form button').disabled = false;
	});
	return element;
}

function addParameter(list, operation, parameter) {
	const row = fromTemplate('parameter-template');
	const [label, hint, input] = row.children;
	input.id = `${operation.operationId}-${parameter.name}`;
	input.required = Boolean(parameter.required);
	input.placeholder = parameter.schema.default ?? '';
	input.setAttribute('aria-label', message('api.part-of',
		{ name: parameter.name, operation: operation.operationId }));
	label.htmlFor = input.id;
	setText(label, parameter.required ? parameter.name : message('api.optional', { name: parameter.name }));
	write(hint, parameter.description ?? '');
	list.append(row);
	return input;
}

function bodyInputs(part, operation) {
	const type = part('.type');
	const file = part('.file');
	for (const [input, label] of [[type, part('.type-label')], [file, part('.file-label')]]) {
		input.id = `${operation.operationId}-${input.className}`;
		input.setAttribute('aria-label', message('api.part-of',
			{ name: label.textContent, operation: operation.operationId }));
		label.htmlFor = input.id;
	}
	for (const name of Object.keys(operation.requestBody.content)) {
		type.append(new Option(name));
	}
	setVisible(part('.body'), true);
	return { type, file };
}

/** A call of the operation with what was entered. */
function callOf(method, path, inputs, body) {
	const headers = {};
	const query = new URLSearchParams();
	let filled = path;
	for (const { parameter, input } of inputs.filter((each) => each.input.value !== '')) {
		if (parameter.in === 'path') {
			filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
		}
		else if (parameter.in === 'query') {
			query.set(parameter.name, input.value);
		}
		else {
			headers[parameter.name] = input.value;
		}
	}
	const call = { method, url: filled + (query.size > 0 ? `?${query}` : ''), headers };
	const file = body?.file.files[0];
	if (file && body.type.value === 'multipart/form-data') {
		call.body = new FormData();
		call.body.set('file', file);
	}
	else if (file) {
		call.body = file;
		headers['Content-Type'] = body.type.value.endsWith('/*') ? file.type || 'application/octet-stream'
			: body.type.value;
	}
	return call;
}

async function send(part, { method, url, headers, body }) {
	const token = byId('token').value.trim();
	const access = token ? { Authorization: `Bearer ${token}` } : csrfHeaders(method);
	setText(part('.command'), command(method, url, headers, body));
	setText(part('.answer'), '…');
	setVisible(part('.result'), true);
	try {
		const response = await fetch(url, { method, body, headers: { ...headers, ...access }, cache: 'no-store',
			credentials: token ? 'omit' : 'same-origin' });
		const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`);
		setText(part('.answer'), `HTTP ${response.status}\n${lines.join('\n')}\n\n${await content(response)}`);
	}
	catch {
		setText(part('.answer'), message('api.no-answer'));
	}
}

async function content(response) {
	const type = response.headers.get('Content-Type') ?? '';
	if (!type.includes('json')) {
		// a file may be of any size
		await response.body?.cancel();
		return type ? message('api.file', { type }) : '';
	}
	const text = JSON.stringify(await response.json(), null, 2);
	return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)} …` : text;
}

/** The same call for a shell. */
function command(method, url, headers, body) {
	const quoted = (text) => `'${text.replaceAll('\'', '\'\\\'\'')}'`;
	const words = ['curl', method === 'HEAD' ? '--head' : `-X ${method}`, '-H "Authorization: Bearer $TOKEN"',
		...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
	if (body instanceof FormData) {
		words.push(`-F ${quoted(`file=@${body.get('file').name}`)}`);
	}
	else if (body) {
		words.push(`--data-binary ${quoted(`@${body.name}`)}`);
	}
	return [...words, quoted(location.origin + url)].join(' ');
}

/** Writes a text, of which parts between backticks are code. */
function write(element, text) {
	element.replaceChildren(...text.split('`').map((part, index) => {
		if (index % 2 === 0) {
			return document.createTextNode(part);
		}
		const code = document.createElement('code');
		code.textContent = part;
		return code;
	}));
}

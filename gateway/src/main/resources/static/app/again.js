/** Asks for other options for a video that is still there, and has it converted again. */

import { call } from './api.js';
import { loadLimits } from './limits.js';
import { OptionFields } from './option-fields.js';
import { announce, byId, setOptionalText, setText } from './page.js';
import { message } from './texts.js';

/** The answer comes when the video is copied, which takes its time for a large one. */
const TIMEOUT_MILLIS = 3_600_000;

const dialog = byId('again');

const send = byId('again-yes');

let fields = null;

/** The question that the dialog is open for, with the last request and its key; null if it is closed. */
let question = null;

byId('again-no').addEventListener('click', () => dialog.close());
dialog.addEventListener('close', () => question = null);
dialog.querySelector('form').addEventListener('submit', (event) => {
	event.preventDefault();
	if (send.getAttribute('aria-disabled') !== 'true') {
		convert(question);
	}
});

/**
 * Asks. Fails if it can't ask. Takes the conversion, and functions: `onMade` gets the new conversion and whether the
 * focus is free for it, `onFailed` what is wrong if the dialog was closed before that was known.
 */
export async function askAgain(view, { onMade, onFailed }) {
	const limits = await loadLimits();
	fields ??= new OptionFields(dialog.querySelector('.fields'), 'again-');
	fields.show(limits);
	fields.choose(view.options);
	// of a video whose sound alone was sent there are no pictures
	fields.field('cover').querySelector('[value=frame]').disabled = view.video.storedBytes !== undefined;
	setText(byId('again-question'), message('again.title', { name: view.fileName }));
	setOptionalText(byId('again-problem'), null);
	setBusy(false);
	question = { view, onMade, onFailed };
	dialog.showModal();
	// it may have been scrolled when it was last open
	dialog.scrollTop = 0;
}

async function convert(asked) {
	setOptionalText(byId('again-problem'), null);
	const options = fields.read();
	if (!options) {
		return;
	}
	setBusy(true);
	try {
		const path = `${asked.view.links.self}/again?${new URLSearchParams(options)}`;
		if (path !== asked.path) {
			Object.assign(asked, { path, key: newKey() });
		}
		const made = await call('POST', path, null, TIMEOUT_MILLIS, { 'Idempotency-Key': `"${asked.key}"` });
		const isOpen = question === asked;
		if (isOpen) {
			dialog.close();
		}
		announce(message('again.made', { name: made.fileName }));
		asked.onMade(made, isOpen);
	}
	catch (error) {
		if (question === asked) {
			setBusy(false);
			show(error);
		}
		else {
			asked.onFailed(error);
		}
	}
}

/** With the same key a conversion is made once, also if the first answer did not arrive. */
function newKey() {
	return crypto.getRandomValues(new Uint32Array(4)).join('-');
}

function show(error) {
	if (fields.field(error.option)) {
		fields.refuse(error.option, error.message);
	}
	else {
		setOptionalText(byId('again-problem'), error.message);
	}
}

function setBusy(busy) {
	send.setAttribute('aria-disabled', String(busy));
	setText(send, message((busy) ? 'again.copying' : 'again.yes'));
}

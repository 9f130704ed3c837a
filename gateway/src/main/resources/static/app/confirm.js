/** Asks before something is lost. */

import { byId, setText } from './page.js';

const dialog = byId('confirm');

/**
 * Asks. Resolves to whether the user agrees.
 * When the question does not fit any more, a signal takes it back, which counts as no.
 */
export function confirm({ title, detail, yes, no }, signal) {
	setText(byId('confirm-title'), title);
	setText(byId('confirm-detail'), detail);
	setText(byId('confirm-yes'), yes);
	setText(byId('confirm-no'), no);
	dialog.returnValue = 'no';
	const close = () => dialog.close('no');
	signal.addEventListener('abort', close);
	return new Promise((resolve) => {
		dialog.addEventListener('close', () => {
			signal.removeEventListener('abort', close);
			resolve(dialog.returnValue === 'yes');
		}, { once: true });
		dialog.showModal();
	});
}

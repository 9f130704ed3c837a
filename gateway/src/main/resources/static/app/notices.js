/** Notifications of the browser when a conversion ends while nobody looks, if the user has asked for them. */

import { announce, byId, setVisible } from './page.js';
import { message } from './texts.js';

export class Notices {

	#button = null;

	/** Offers notifications, when there is something to wait for and the user has not decided yet. */
	offer(waiting) {
		const undecided = 'Notification' in window && Notification.permission === 'default';
		if (waiting && undecided && !this.#button) {
			this.#button = document.createElement('button');
			this.#button.type = 'button';
			this.#button.id = 'notify';
			this.#button.className = 'quiet';
			this.#button.textContent = message('notice.offer');
			this.#button.addEventListener('click', () => this.#ask());
			byId('list-problem').after(this.#button);
		}
		if (this.#button) {
			setVisible(this.#button, waiting && undecided);
		}
	}

	async #ask() {
		const permission = await Notification.requestPermission();
		if (permission === 'default') {
			return;
		}
		announce(message((permission === 'granted') ? 'notice.granted' : 'notice.denied'));
		setVisible(this.#button, false);
		byId('list-title').focus();
	}

	/** Shows that a conversion has ended. */
	ended(view) {
		if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') {
			return;
		}
		const text = message((view.state === 'COMPLETED') ? 'notice.ready' : 'notice.failed');
		try {
			const notice = new Notification(text, { body: view.fileName, tag: view.id });
			notice.addEventListener('click', () => {
				window.focus();
				notice.close();
			});
		}
		catch {
			// some browsers have them for service workers only
		}
	}

}

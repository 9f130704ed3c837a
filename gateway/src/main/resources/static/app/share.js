/** Links by which others get the MP3 of a conversion. */

import { call } from './api.js';
import { date } from './format.js';
import { announce, fromTemplate, setAction, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';

const COPIED_MILLIS = 2_000;

export class Share {

	#row;

	#view;

	#button = document.createElement('button');

	#panel = null;

	/** What is under way, so that one thing is done after the other. */
	#work = Promise.resolve();

	#making = false;

	constructor(row, view) {
		this.#row = row;
		this.#button.type = 'button';
		this.#button.className = 'share-toggle';
		this.#button.role = 'menuitem';
		this.#button.tabIndex = -1;
		this.#button.setAttribute('aria-expanded', 'false');
		this.#button.addEventListener('click', () => this.#toggle());
		row.querySelector('.menu').prepend(this.#button);
		this.update(view);
	}

	/** Takes in what the server says of the conversion. */
	update(view) {
		this.#view = view;
		setAction(this.#button, message('share.share'), view.mp3?.fileName ?? '');
		setVisible(this.#button, Boolean(view.links.mp3));
		if (this.#panel && !view.links.mp3) {
			this.#setOpen(false);
		}
	}

	#toggle() {
		if (!this.#panel) {
			this.#panel = fromTemplate('share-panel');
			const form = this.#panel.querySelector('form');
			form.addEventListener('submit', (event) => {
				event.preventDefault();
				this.#make(form.elements.period.value);
			});
			const copy = this.#panel.querySelector('.share-copy');
			copy.addEventListener('click', () => copyTo(copy, this.#panel.querySelector('.share-link')));
			this.#row.append(this.#panel);
			setVisible(this.#panel, false);
		}
		this.#setOpen(this.#panel.hidden);
	}

	#setOpen(open) {
		setVisible(this.#panel, open);
		this.#button.setAttribute('aria-expanded', String(open));
		// a link is shown once
		setVisible(this.#panel.querySelector('.share-made'), false);
		if (open) {
			this.#do(() => this.#list());
		}
	}

	get #path() {
		return `${this.#view.links.self}/shares`;
	}

	async #make(period) {
		if (this.#making) {
			return;
		}
		this.#making = true;
		await this.#do(async () => {
			const share = await call('POST', `${this.#path}?expiresIn=${encodeURIComponent(period)}`);
			const link = this.#panel.querySelector('.share-link');
			link.value = share.url;
			setVisible(this.#panel.querySelector('.share-made'), true);
			link.focus();
			link.select();
			announce(message('share.works-until', { date: date(share.expiresAt) }));
			await this.#list();
		});
		this.#making = false;
	}

	#end(share) {
		return this.#do(async () => {
			try {
				await call('DELETE', `${this.#path}/${share.id}`);
			}
			catch (error) {
				if (error.code !== 'no-such-share') {
					throw error;
				}
			}
			announce(message('share.ended'));
			this.#button.focus();
			setVisible(this.#panel.querySelector('.share-made'), false);
			await this.#list();
		});
	}

	async #list() {
		const { shares } = await call('GET', this.#path);
		const rows = shares.map((share, index) => {
			const row = fromTemplate('share-row');
			setText(row.querySelector('span'), message('share.until', { date: date(share.expiresAt) }));
			const end = row.querySelector('button');
			setAction(end, message('share.end'),
				message('share.which', { number: index + 1, name: this.#view.mp3.fileName }));
			end.addEventListener('click', () => this.#end(share));
			return row;
		});
		this.#panel.querySelector('.share-list').replaceChildren(...rows);
	}

	#do(work) {
		const problem = this.#panel.querySelector('.problem');
		this.#work = this.#work.then(async () => {
			try {
				setOptionalText(problem, null);
				await work();
			}
			catch (error) {
				setOptionalText(problem, error.message);
			}
		});
		return this.#work;
	}

}

async function copyTo(button, link) {
	try {
		await navigator.clipboard.writeText(link.value);
	}
	catch {
		// browsers have no clipboard for scripts without TLS
		link.select();
		document.execCommand('copy');
	}
	setText(button, message('share.copied'));
	announce(message('share.is-copied'));
	setTimeout(() => setText(button, message('share.copy')), COPIED_MILLIS);
}

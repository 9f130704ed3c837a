/** Starts the page: finds out who is signed in and shows what is for them. */

import { currentSession, events, leave, renewSession } from './api.js';
import { Conversions } from './conversions.js';
import { ListTools } from './list-tools.js';
import { MailSwitch } from './mail-switch.js';
import { keepForOffline } from './offline.js';
import { byId, setOptionalText, setText, setVisible } from './page.js';
import { message } from './texts.js';
import { Uploads } from './uploads.js';

const parameters = new URLSearchParams(location.search);

function show(view) {
	document.body.dataset.view = view;
	setVisible(byId('welcome'), view === 'welcome');
	setVisible(byId('unreachable'), view === 'unreachable');
	setVisible(byId('workspace'), view === 'workspace');
	setVisible(byId('menu'), view === 'workspace');
}

/** The conversion that the address names, as mails do; null if none. */
function linkedConversion() {
	const id = parameters.get('conversion') ?? '';
	return /^[0-9a-f]{32}$/.test(id) ? id : null;
}

function welcome() {
	const linked = linkedConversion();
	if (linked) {
		location.replace(`/oauth2/authorization/soundlift?return=${encodeURIComponent(`/?conversion=${linked}`)}`);
		return;
	}
	if (parameters.has('sign-in')) {
		setOptionalText(byId('notice'), message('page.sign-in-failed'));
		byId('notice').classList.add('bad');
		history.replaceState(null, '', '/');
	}
	show('welcome');
}

async function workspace() {
	setText(byId('email'), currentSession().email);
	byId('sign-out').addEventListener('submit', signOut);
	const conversions = new Conversions({
		onNew: (conversion) => uploads.finished(conversion),
		onEnded: (conversion) => uploads.ended(conversion)
	});
	new ListTools(conversions);
	new MailSwitch();
	const uploads = new Uploads((view, focused) => conversions.add(view, focused));
	watchSession();
	show('workspace');
	const limits = uploads.loadLimits().catch(() => {
		// then the server decides
	});
	uploads.showUnfinished();
	await conversions.start();
	await highlight(conversions);
	await limits;
}

async function highlight(conversions) {
	const linked = linkedConversion();
	if (!linked) {
		if (location.search) {
			history.replaceState(null, '', '/');
		}
		return;
	}
	const found = await conversions.highlight(linked).catch(() => true);
	if (!found) {
		setOptionalText(byId('notice'), message('page.no-such-link'));
		history.replaceState(null, '', '/');
	}
}

/** Hides what is private when the session has ended, and goes on when there is one again. */
function watchSession() {
	const list = byId('list-title').closest('section');
	const tell = (signedOut) => {
		setVisible(byId('signed-out'), signedOut);
		setVisible(list, !signedOut);
		setVisible(byId('menu'), !signedOut);
	};
	events.addEventListener('signed-out', () => tell(true));
	events.addEventListener('signed-in', () => tell(false));
	// what this page shows belongs to somebody else
	events.addEventListener('user-changed', () => location.reload());
	const look = () => {
		if (!document.hidden && !currentSession().signedIn) {
			renewSession().catch(() => {
				// the next look tells
			});
		}
	};
	addEventListener('focus', look);
	document.addEventListener('visibilitychange', look);
	addEventListener('pageshow', (event) => {
		if (event.persisted) {
			// taken from the browser's memory, as it was before signing out
			location.reload();
		}
	});
}

/** Signs out with a token that is good now, and leaves nothing to see behind. */
async function signOut(event) {
	event.preventDefault();
	const form = event.target;
	await renewSession().catch(() => {
		// then the old token may do
	});
	const session = currentSession();
	if (!session.signedIn) {
		location.assign('/');
		return;
	}
	byId('csrf').value = session.csrf.token;
	show('starting');
	leave();
	form.submit();
}

async function start() {
	try {
		const session = await renewSession();
		if (session.signedIn) {
			await workspace();
		}
		else {
			welcome();
		}
	}
	catch (error) {
		setText(byId('unreachable-detail'), error.message);
		show('unreachable');
	}
}

byId('reload').addEventListener('click', () => location.reload());
start();
keepForOffline().catch(() => {
	// then the page needs the network
});

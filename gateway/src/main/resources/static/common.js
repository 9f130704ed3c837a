/**
 * What all pages have: the colours, the menu of the account, and the choice of the language. The colours are those that
 * the system prefers, or the others, which this browser remembers. This is no module, so that the colours are there
 * before anything is shown.
 */
(() => {
	const KEY = 'soundlift.theme';

	const root = document.documentElement;

	const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

	function remembered() {
		try {
			const theme = localStorage.getItem(KEY);
			return (theme === 'light' || theme === 'dark') ? theme : null;
		}
		catch {
			// a browser that stores nothing
			return null;
		}
	}

	function remember(theme) {
		try {
			if (theme === null) {
				localStorage.removeItem(KEY);
			}
			else {
				localStorage.setItem(KEY, theme);
			}
		}
		catch {
			// then it holds for this page
		}
	}

	function apply(theme) {
		if (theme === null) {
			delete root.dataset.theme;
		}
		else {
			root.dataset.theme = theme;
		}
	}

	function isDark() {
		return (root.dataset.theme) ? root.dataset.theme === 'dark' : systemIsDark.matches;
	}

	function show(button) {
		button.setAttribute('aria-pressed', String(isDark()));
	}

	function watchColours(button) {
		show(button);
		button.hidden = false;
		button.addEventListener('click', () => {
			const dark = !isDark();
			// what the system prefers anyway is followed when the system changes
			const theme = (dark === systemIsDark.matches) ? null : (dark) ? 'dark' : 'light';
			remember(theme);
			apply(theme);
			show(button);
		});
		systemIsDark.addEventListener('change', () => show(button));
		addEventListener('storage', (event) => {
			if (event.key === KEY) {
				apply(remembered());
				show(button);
			}
		});
	}

	function watchMenu(details) {
		document.addEventListener('pointerdown', (event) => {
			if (!details.contains(event.target)) {
				details.open = false;
			}
		});
		details.addEventListener('focusout', (event) => {
			if (event.relatedTarget && !details.contains(event.relatedTarget)) {
				details.open = false;
			}
		});
		details.addEventListener('keydown', (event) => {
			if (event.key === 'Escape' && details.open) {
				details.open = false;
				details.querySelector('summary').focus();
			}
		});
	}

	/** The servers write their pages in the language of the cookie, or else in one that the browser asks for. */
	function watchLanguage(select) {
		select.value = root.lang;
		select.closest('footer').hidden = false;
		select.addEventListener('change', () => {
			const secure = (location.protocol === 'https:') ? '; Secure' : '';
			document.cookie = `language=${select.value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
			// a page that answers a form is not asked for by that form again
			location.assign(location.pathname + location.search);
		});
	}

	apply(remembered());
	document.addEventListener('DOMContentLoaded', () => {
		document.querySelectorAll('#theme').forEach(watchColours);
		document.querySelectorAll('#account-menu').forEach(watchMenu);
		document.querySelectorAll('#language').forEach(watchLanguage);
	});
})();

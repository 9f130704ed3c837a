/** Has the button copy what it controls, and say so in the page's language. */

const button = document.getElementById('copy');
const secret = document.getElementById(button.getAttribute('aria-controls'));

async function copy() {
	try {
		await navigator.clipboard.writeText(secret.textContent);
	}
	catch {
		// browsers have no clipboard for scripts without TLS
		getSelection().selectAllChildren(secret);
		document.execCommand('copy');
	}
	button.textContent = button.dataset.copied;
	document.querySelector('[role="status"]').textContent = button.dataset.copied;
}

button.hidden = false;
button.addEventListener('click', copy);

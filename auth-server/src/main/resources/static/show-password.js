/** Adds to each field of a password a button that shows what is in it. */

for (const field of document.querySelectorAll('.secret > input')) {
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'reveal';
	button.textContent = 'Show';
	button.setAttribute('aria-label', 'Show password');
	button.setAttribute('aria-controls', field.id);
	const show = (shown) => {
		field.type = (shown) ? 'text' : 'password';
		button.textContent = (shown) ? 'Hide' : 'Show';
		button.setAttribute('aria-label', (shown) ? 'Hide password' : 'Show password');
	};
	button.addEventListener('click', () => show(field.type === 'password'));
	// the browser remembers what is typed into other fields than those of passwords
	field.form.addEventListener('submit', () => show(false));
	field.after(button);
}

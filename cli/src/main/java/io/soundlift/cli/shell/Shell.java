package io.soundlift.cli.shell;

/**
 * Shells that complete arguments.
 */
enum Shell {

	/** GNU Bash, version 4 or newer. */
	bash,

	/** Z shell. */
	zsh,

	/** Fish, version 3 or newer. */
	fish

}

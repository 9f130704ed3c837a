package io.soundlift.cli.console;

/**
 * Display of how far something is. Safe for use by several threads.
 */
public interface ProgressDisplay {

	/**
	 * Shows a state, unless another one was shown a moment ago.
	 * @param text the state, without line breaks
	 */
	void update(String text);

	/**
	 * Shows the state that a part of the work ended with.
	 * @param text the state, without line breaks
	 */
	void done(String text);

}

package io.soundlift.cli.console;

/**
 * Display of progress. Safe for use by several threads.
 */
public interface ProgressDisplay {

	/**
	 * Shows a state, unless another one was shown just before.
	 * @param text the state, without line breaks
	 */
	void update(String text);

	/**
	 * Shows the final state of a part of the work.
	 * @param text the state, without line breaks
	 */
	void done(String text);

}

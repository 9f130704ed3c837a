package io.soundlift.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A terminal of any size that knows the few control sequences that {@link LiveLines}
 * sends (ECMA-48).
 */
final class Screen {

	private static final Pattern PART = Pattern
		.compile("\u001b\\[(?<count>\\d*)(?<command>[AJK])|\u001b\\[\\?7[hl]|(?<plain>.)", Pattern.DOTALL);

	private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));

	private int row;

	private int column;

	private Screen() {
	}

	/**
	 * Returns the lines that are seen after some text was sent to an empty terminal.
	 */
	static List<String> of(String sent) {
		Screen screen = new Screen();
		Matcher parts = PART.matcher(sent);
		while (parts.find()) {
			if (parts.group("plain") != null) {
				screen.print(parts.group("plain").charAt(0));
			}
			else if (parts.group("command") != null) {
				screen.obey(parts.group("command"), parts.group("count"));
			}
		}
		return screen.rows.stream().map((row) -> row.toString().stripTrailing()).toList();
	}

	private void print(char character) {
		if (character == '\r') {
			this.column = 0;
		}
		else if (character == '\n') {
			this.column = 0;
			if (++this.row == this.rows.size()) {
				this.rows.add(new StringBuilder());
			}
		}
		else {
			StringBuilder text = this.rows.get(this.row);
			while (text.length() <= this.column) {
				text.append(' ');
			}
			text.setCharAt(this.column++, character);
		}
	}

	private void obey(String command, String count) {
		if (command.equals("A")) {
			this.row = Math.max(0, this.row - Integer.parseInt(count));
			return;
		}
		StringBuilder text = this.rows.get(this.row);
		text.setLength(Math.min(text.length(), this.column));
		if (command.equals("J")) {
			this.rows.subList(this.row + 1, this.rows.size()).clear();
		}
	}

}

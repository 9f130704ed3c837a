package io.soundlift.cli.letter;

import java.util.LinkedHashSet;
import java.util.Set;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Which letters are meant: some by their ids, or all.
 */
@CommandLine.Command
final class LetterChoice {

	@Parameters(arity = "0..*", paramLabel = "ID",
			description = "Ids of letters, as 'soundlift letters list' shows them.")
	private Set<String> ids = new LinkedHashSet<>();

	@Option(names = "--all", description = "All letters that are there now.")
	private boolean all;

	/**
	 * Does something with the letters that are meant.
	 * @param letters all letters
	 * @param decision what is done with those that are meant
	 * @return number of letters that it was done with
	 * @throws CommandException if an id is not there; the others are done
	 */
	int decide(ParkedLetters letters, ParkedLetters.Decision decision) {
		if (this.all != this.ids.isEmpty()) {
			throw new CommandException(ExitCode.FAILED, "Give either ids of letters or --all.");
		}
		Set<String> found = new LinkedHashSet<>();
		int[] count = new int[1];
		letters.visit((letter) -> {
			if (!this.all && !this.ids.contains(letter.id())) {
				return ParkedLetters.Decision.LEAVE;
			}
			found.add(letter.id());
			count[0]++;
			return decision;
		});
		Set<String> missing = new LinkedHashSet<>(this.ids);
		missing.removeAll(found);
		if (!missing.isEmpty()) {
			throw new CommandException(ExitCode.FAILED, "There is no letter " + String.join(", ", missing) + ".");
		}
		return count[0];
	}

}

package io.soundlift.cli.deadletter;

import java.util.LinkedHashSet;
import java.util.Set;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Selection of dead letters: some by their ids, or all.
 */
@CommandLine.Command
final class DeadLetterChoice {

	@Parameters(arity = "0..*", paramLabel = "ID",
			description = "Ids of dead letters, as 'soundlift letters list' shows them.")
	private Set<String> ids = new LinkedHashSet<>();

	@Option(names = "--all", description = "All dead letters that are there now.")
	private boolean all;

	/**
	 * Applies a decision to the selected dead letters.
	 * @param deadLetters all dead letters
	 * @param decision decision for the selected ones
	 * @return number of dead letters to which it was applied
	 * @throws CommandException if an id does not exist; the decision is applied to the
	 * others
	 */
	int decide(ParkedDeadLetters deadLetters, ParkedDeadLetters.Decision decision) {
		if (this.all != this.ids.isEmpty()) {
			throw new CommandException(ExitCode.FAILED, "Give either ids of dead letters or --all.");
		}
		Set<String> found = new LinkedHashSet<>();
		int[] count = new int[1];
		deadLetters.visit((deadLetter) -> {
			if (!this.all && !this.ids.contains(deadLetter.id())) {
				return ParkedDeadLetters.Decision.LEAVE;
			}
			found.add(deadLetter.id());
			count[0]++;
			return decision;
		});
		Set<String> missing = new LinkedHashSet<>(this.ids);
		missing.removeAll(found);
		if (!missing.isEmpty()) {
			throw new CommandException(ExitCode.FAILED, "There is no dead letter " + String.join(", ", missing) + ".");
		}
		return count[0];
	}

}

package io.soundlift.authserver.client;

import java.text.Normalizer;
import java.util.Optional;
import java.util.Set;

/**
 * Rules for the names of API clients. Two clients of an account may have the same name;
 * their ids differ.
 */
public final class ApiClientName {

	/** In code points. */
	public static final int MAX_LENGTH = 80;

	/** They break lines, reverse text, or are invisible. */
	private static final Set<Integer> INVISIBLE = Set.of((int) Character.CONTROL, (int) Character.FORMAT,
			(int) Character.SURROGATE, (int) Character.PRIVATE_USE, (int) Character.UNASSIGNED,
			(int) Character.LINE_SEPARATOR, (int) Character.PARAGRAPH_SEPARATOR);

	private ApiClientName() {
	}

	/**
	 * Normalizes a name to the form in which it is stored.
	 * @param typed input of a person
	 * @return the name without blanks around it, or empty when it is empty, too long, or
	 * has invisible characters
	 */
	public static Optional<String> normalise(String typed) {
		String name = Normalizer.normalize(typed.strip(), Normalizer.Form.NFC);
		boolean acceptable = !name.isEmpty() && name.codePointCount(0, name.length()) <= MAX_LENGTH
				&& name.codePoints().mapToObj(Character::getType).noneMatch(INVISIBLE::contains);
		return acceptable ? Optional.of(name) : Optional.empty();
	}

}

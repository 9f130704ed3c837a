package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Starts one program within the walls that were put up for it. Only what was started here
 * ends with the converter, whatever its other walls.
 */
public final class Sandbox {

	private final Walls walls;

	private final Set<Wall> standing;

	private final Map<Wall, String> missing;

	Sandbox(Walls walls, Set<Wall> standing, Map<Wall, String> missing) {
		this.walls = walls;
		this.standing = standing.isEmpty() ? EnumSet.noneOf(Wall.class) : EnumSet.copyOf(standing);
		this.missing = Map.copyOf(missing);
	}

	/**
	 * Returns a sandbox without walls.
	 * @return a sandbox for programs that read nothing from strangers
	 */
	public static Sandbox none() {
		return without("switched off");
	}

	static Sandbox without(String reason) {
		return new Sandbox(Walls.NONE, Set.of(),
				EnumSet.allOf(Wall.class).stream().collect(Collectors.toMap((wall) -> wall, (wall) -> reason)));
	}

	/**
	 * Returns a sandbox with the same walls and other limits.
	 * @param limits what one run may use; a limit whose wall does not stand here has no
	 * effect
	 * @return the sandbox
	 */
	public Sandbox limitedTo(Limits limits) {
		return new Sandbox(this.walls.limitedTo(limits), this.standing, this.missing);
	}

	/**
	 * Starts a process.
	 * @param builder the process, whose command begins with an absolute path; changed by
	 * this
	 * @param readOnly files of the conversion that it may read; ignored where they don't
	 * exist
	 * @param writable files of the conversion that it may write, which have to exist
	 * @return the process, or the outermost one of those that make its walls. It has the
	 * exit code of the program itself
	 * @throws IOException if it can't be started
	 */
	public Process start(ProcessBuilder builder, List<Path> readOnly, List<Path> writable) throws IOException {
		builder.command(this.walls.around(builder.command(), new Exposure(readOnly, writable)));
		return ProcessStarter.start(builder);
	}

	/**
	 * Returns whether a program runs in a process of its own beside the one that was
	 * started, which ends with it.
	 * @return whether each process that is started here starts another one
	 */
	public boolean forks() {
		// the first process of other ones can't be that of a program already there
		return this.standing.contains(Wall.PROCESSES);
	}

	/**
	 * Returns the walls that stand.
	 * @return the walls in their order
	 */
	public Set<Wall> standing() {
		return Collections.unmodifiableSet(this.standing);
	}

	/**
	 * Returns the walls that don't stand.
	 * @return for each what keeps it from standing
	 */
	public Map<Wall, String> missing() {
		return this.missing;
	}

}

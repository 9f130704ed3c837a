package io.soundlift.converter.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Namespaces of bubblewrap: a root that holds nothing but a program with its libraries
 * and one folder, and no network, no other process, no capability.
 * <p>
 * There is no {@code /proc} and no {@code /dev} in it. ffmpeg needs neither, and a
 * container whose own {@code /proc} is masked does not allow a fresh one.
 *
 * @param tool path of {@code bwrap}
 * @param visible files and folders that the program sees, read-only
 * @param inner command in the namespaces that starts the program
 */
record Bubblewrap(String tool, List<Path> visible, List<String> inner) implements Confinement {

	private static final List<String> NAMESPACES = List.of("--unshare-all", "--die-with-parent", "--new-session",
			"--cap-drop", "ALL");

	@Override
	public List<String> around(List<String> command, Path directory, List<Path> readOnly) {
		List<String> whole = new ArrayList<>();
		whole.add(this.tool);
		whole.addAll(NAMESPACES);
		this.visible.forEach((path) -> bind(whole, "--ro-bind", path));
		bind(whole, "--bind", directory);
		readOnly.forEach((path) -> bind(whole, "--ro-bind-try", path));
		// the rest of the root is memory, which nobody needs to fill
		whole.addAll(List.of("--remount-ro", "/", "--chdir", directory.toString(), "--"));
		whole.addAll(this.inner);
		whole.addAll(command);
		return whole;
	}

	private static void bind(List<String> options, String option, Path path) {
		options.addAll(List.of(option, path.toString(), path.toString()));
	}

	@Override
	public Set<Wall> walls() {
		Set<Wall> walls = EnumSet.of(Wall.FILES, Wall.NETWORK, Wall.PROCESSES, Wall.LIFETIME);
		if (!this.inner.isEmpty()) {
			walls.add(Wall.THREADS);
		}
		return walls;
	}

}

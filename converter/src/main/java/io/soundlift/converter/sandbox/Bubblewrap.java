package io.soundlift.converter.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Bubblewrap namespaces: a root file system with only a program, its libraries and the
 * files of one conversion, and no network, no other processes, no capabilities.
 * <p>
 * It has no {@code /proc} and no {@code /dev}. ffmpeg needs neither, and a container
 * whose own {@code /proc} is masked does not permit mounting a new one. Individual files
 * are bound, never a folder, so that the program can't create, remove or replace any.
 *
 * @param tool command words that start {@code bwrap}, with leading options
 * @param visible files and folders that the program sees, read-only
 * @param inner command within the namespaces that starts the program
 * @param layers the layers that this provides
 */
record Bubblewrap(List<String> tool, List<Path> visible, List<String> inner,
		Set<IsolationLayer> layers) implements Confinement {

	private static final Set<IsolationLayer> ALWAYS = Set.of(IsolationLayer.FILES, IsolationLayer.NETWORK,
			IsolationLayer.PROCESSES, IsolationLayer.LIFETIME);

	private static final List<String> NAMESPACES = List.of("--unshare-all", "--die-with-parent", "--new-session",
			"--cap-drop", "ALL");

	/** Available since bubblewrap 0.8.0; requires a separate user namespace. */
	private static final List<String> NO_NESTED_NAMESPACES = List.of("--unshare-user", "--disable-userns");

	/**
	 * Passes a file, given as the word before the command, to the command as descriptor
	 * 3.
	 */
	private static final String WITH_FILE = "exec \"$@\" 3<\"$0\"";

	static Bubblewrap plain(String bwrap, List<Path> visible) {
		return new Bubblewrap(List.of(bwrap), visible, List.of(), ALWAYS);
	}

	/**
	 * Returns this confinement without the right to create further user namespaces.
	 */
	Bubblewrap withoutNestedNamespaces() {
		return new Bubblewrap(concat(this.tool, NO_NESTED_NAMESPACES), this.visible, this.inner, this.layers);
	}

	/**
	 * Returns this confinement with a system call filter, which bubblewrap installs last.
	 * @param shell path of a POSIX shell
	 * @param filter file with the filter
	 */
	Bubblewrap withFilter(String shell, Path filter) {
		List<String> words = concat(List.of(shell, "-c", WITH_FILE, filter.toString()), this.tool);
		return new Bubblewrap(concat(words, List.of("--seccomp", "3")), this.visible, this.inner,
				with(IsolationLayer.SYSTEM_CALLS));
	}

	Bubblewrap seeing(Collection<Path> more) {
		return new Bubblewrap(this.tool, concat(this.visible, more), this.inner, this.layers);
	}

	Bubblewrap startingWith(String... command) {
		return new Bubblewrap(this.tool, this.visible, List.of(command), this.layers);
	}

	Bubblewrap being(IsolationLayer layer) {
		return new Bubblewrap(this.tool, this.visible, this.inner, with(layer));
	}

	private Set<IsolationLayer> with(IsolationLayer layer) {
		Set<IsolationLayer> more = EnumSet.copyOf(this.layers);
		more.add(layer);
		return more;
	}

	private static <T> List<T> concat(Collection<T> some, Collection<T> others) {
		return Stream.concat(some.stream(), others.stream()).toList();
	}

	@Override
	public List<String> around(List<String> command, Exposure exposure) {
		List<String> whole = new ArrayList<>(this.tool);
		whole.addAll(NAMESPACES);
		this.visible.forEach((path) -> bind(whole, "--ro-bind", path));
		exposure.writable().forEach((path) -> bind(whole, "--bind", path));
		exposure.readOnly().forEach((path) -> bind(whole, "--ro-bind-try", path));
		// the rest of the root is in memory, which nothing needs to write to
		whole.addAll(List.of("--remount-ro", "/", "--chdir", "/", "--"));
		whole.addAll(this.inner);
		whole.addAll(command);
		return whole;
	}

	private static void bind(List<String> options, String option, Path path) {
		options.addAll(List.of(option, path.toAbsolutePath().toString(), path.toAbsolutePath().toString()));
	}

}

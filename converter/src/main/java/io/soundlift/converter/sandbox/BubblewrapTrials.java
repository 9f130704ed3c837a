package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Determination of the strictest bubblewrap confinement on this system: each further
 * layer is set up, attacked, and omitted if ffmpeg does not work within it or it does not
 * hold.
 */
final class BubblewrapTrials {

	private static final String FILTER = "system-calls.bpf";

	private final Function<String, Optional<String>> tools;

	private final Trial trial;

	private final Path stateFolder;

	private final Map<IsolationLayer, String> missing;

	/**
	 * Creates the trials.
	 * @param tools finds tools of the system by their names
	 * @param trial the attacker
	 * @param stateFolder folder for files that each start of a program needs
	 * @param missing receives the reason why a layer is not active
	 */
	BubblewrapTrials(Function<String, Optional<String>> tools, Trial trial, Path stateFolder,
			Map<IsolationLayer, String> missing) {
		this.tools = tools;
		this.trial = trial;
		this.stateFolder = stateFolder;
		this.missing = missing;
	}

	/**
	 * Returns candidate confinements for a program.
	 * @param bwrap path of bubblewrap
	 * @param programs the program, and others that it starts
	 * @return confinements, the best first
	 * @throws IOException if a file can't be read or written
	 */
	List<Confinement> candidates(String bwrap, Collection<Path> programs) throws IOException {
		List<Path> visible = new ArrayList<>();
		for (Path program : programs) {
			visible.addAll(needed(program));
		}
		Bubblewrap plain = Bubblewrap.plain(bwrap, visible);
		if (trouble(plain) != null) {
			return List.of(plain);
		}
		Bubblewrap best = plain.withoutNestedNamespaces();
		best = filtered((trouble(best) == null) ? best : plain);
		best = nesting(best);
		best = bounded(best);
		return List.of(best, plain);
	}

	private Bubblewrap filtered(Bubblewrap around) throws IOException {
		Optional<Architecture> architecture = Architecture.of(System.getProperty("os.arch"));
		Optional<String> shell = this.tools.apply("sh");
		if (architecture.isEmpty()) {
			this.missing.put(IsolationLayer.SYSTEM_CALLS, "the system calls of this processor are not known");
			return around;
		}
		if (shell.isEmpty()) {
			return around;
		}
		Path filter = this.stateFolder.resolve(FILTER).toAbsolutePath();
		Files.write(filter, SystemCallFilter.of(architecture.get()));
		Bubblewrap filtered = around.withFilter(shell.get(), filter);
		String trouble = trouble(filtered);
		if (trouble == null && this.trial.getsSockets(new IsolationLayers(List.of(), filtered))) {
			trouble = "ffmpeg could still ask for a socket";
		}
		if (trouble != null) {
			this.missing.put(IsolationLayer.SYSTEM_CALLS, trouble);
			return around;
		}
		return filtered;
	}

	private Bubblewrap nesting(Bubblewrap around) throws IOException {
		Optional<String> unshare = this.tools.apply("unshare");
		if (unshare.isEmpty()) {
			this.missing.put(IsolationLayer.NAMESPACES, "the system has no unshare to try it out with");
			return around;
		}
		IsolationLayers layers = new IsolationLayers(List.of(), around.seeing(needed(Path.of(unshare.get()))));
		if (this.trial.makesNamespaces(layers, unshare.get())) {
			this.missing.put(IsolationLayer.NAMESPACES, "a program could still make namespaces");
			return around;
		}
		return around.being(IsolationLayer.NAMESPACES);
	}

	private Bubblewrap bounded(Bubblewrap around) throws IOException {
		Optional<String> prlimit = this.tools.apply("prlimit");
		Optional<String> shell = this.tools.apply("sh");
		if (prlimit.isEmpty() || shell.isEmpty()) {
			return around;
		}
		Bubblewrap withTool = around.seeing(needed(Path.of(prlimit.get())));
		Bubblewrap one = withTool.seeing(needed(Path.of(shell.get()))).startingWith(prlimit.get(), "--nproc=1");
		if (this.trial.forks(new IsolationLayers(List.of(), one), shell.get())) {
			this.missing.put(IsolationLayer.THREADS, "the kernel does not bound the processes of this user");
			return around;
		}
		Bubblewrap bounded = withTool.startingWith(prlimit.get(), "--nproc=" + ProcessLimits.THREADS)
			.being(IsolationLayer.THREADS);
		return (trouble(bounded) == null) ? bounded : around;
	}

	private @Nullable String trouble(Bubblewrap around) throws IOException {
		return this.trial.trouble(new IsolationLayers(List.of(), around));
	}

	private List<Path> needed(Path program) throws IOException {
		List<Path> paths = new ArrayList<>();
		Optional<String> ldd = this.tools.apply("ldd");
		if (ldd.isPresent()) {
			paths.addAll(Libraries.in(this.trial.linesOf(List.of(ldd.get(), program.toString()))));
		}
		paths.add(program);
		return paths;
	}

}

package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builder of the isolation layers that this system permits. Each layer is tried out,
 * since an installed tool may not be permitted to work, as in most containers.
 */
public final class SandboxBuilder {

	private static final Logger logger = LoggerFactory.getLogger(SandboxBuilder.class);

	/** Leaves processor time for the converter's own heartbeats. */
	private static final String NICENESS = "5";

	private final Function<String, Optional<String>> tools;

	private final ProcessLimits limits;

	private final List<Path> helpers;

	/**
	 * Creates a builder.
	 * @param searchPath folders of the system's tools, as in {@code PATH}
	 * @param limits limits of one run
	 */
	public SandboxBuilder(String searchPath, ProcessLimits limits) {
		this(new Tools(searchPath)::find, limits, List.of());
	}

	/**
	 * Creates a builder for a program that starts others.
	 * @param tools finds tools of the system by their names
	 * @param limits limits of one run
	 * @param helpers the other programs
	 */
	SandboxBuilder(Function<String, Optional<String>> tools, ProcessLimits limits, List<Path> helpers) {
		this.tools = tools;
		this.limits = limits;
		this.helpers = List.copyOf(helpers);
	}

	/**
	 * Sets up the isolation layers.
	 * @param ffmpeg path of a working ffmpeg
	 * @param scratch an empty folder, which the caller deletes
	 * @param stateFolder a folder that lasts as long as the sandbox, for a file that each
	 * start needs
	 * @param mode how to handle missing layers
	 * @return the sandbox for this ffmpeg
	 * @throws IOException if the folder can't be used
	 * @throws IllegalStateException if a layer is missing that the mode requires
	 */
	public Sandbox build(Path ffmpeg, Path scratch, Path stateFolder, SandboxMode mode) throws IOException {
		if (mode == SandboxMode.OFF) {
			logger.warn("ffmpeg runs without a sandbox (soundlift.converter.ffmpeg.sandbox=off)");
			return Sandbox.none();
		}
		Path executable = ffmpeg.toRealPath();
		Attempt attempt = new Attempt(executable, new Trial(executable, scratch), stateFolder);
		Sandbox sandbox = attempt.build();
		logger.info("Isolation layers of ffmpeg: {}", sandbox.active());
		sandbox.missing().forEach((layer, reason) -> {
			if (layer.isRequired()) {
				logger.warn("Isolation layer of ffmpeg that is missing: {}: {}", layer, reason);
			}
			else {
				logger.info("Isolation layer of ffmpeg that is missing: {}: {}", layer, reason);
			}
		});
		if (mode == SandboxMode.REQUIRED && sandbox.missing().keySet().stream().anyMatch(IsolationLayer::isRequired)) {
			throw new IllegalStateException(
					"soundlift.converter.ffmpeg.sandbox=required, and layers are missing: " + sandbox.missing());
		}
		return sandbox;
	}

	/**
	 * One attempt to set up isolation layers.
	 */
	private final class Attempt {

		private final List<Path> programs;

		private final Trial trial;

		private final Path stateFolder;

		private final Set<IsolationLayer> active = EnumSet.noneOf(IsolationLayer.class);

		private final Map<IsolationLayer, String> missing = new EnumMap<>(IsolationLayer.class);

		Attempt(Path executable, Trial trial, Path stateFolder) {
			this.programs = new ArrayList<>(SandboxBuilder.this.helpers);
			this.programs.add(executable);
			this.trial = trial;
			this.stateFolder = stateFolder;
			EnumSet.allOf(IsolationLayer.class)
				.forEach((layer) -> this.missing.put(layer, "the system has no tool for it"));
		}

		Sandbox build() throws IOException {
			List<String> prefix = limits();
			Confinement confinement = confinement(prefix);
			this.missing.keySet().removeAll(this.active);
			return new Sandbox(new IsolationLayers(prefix, confinement), this.active, this.missing);
		}

		private List<String> limits() throws IOException {
			List<String> prefix = new ArrayList<>();
			find("nice").ifPresent((nice) -> prefix.addAll(List.of(nice, "-n", NICENESS)));
			Optional<String> prlimit = find("prlimit");
			if (prlimit.isEmpty()) {
				return prefix;
			}
			prefix.add(prlimit.get());
			Map<IsolationLayer, String> options = SandboxBuilder.this.limits.options();
			List<String> all = new ArrayList<>(prefix);
			all.addAll(SandboxBuilder.this.limits.general());
			all.addAll(options.values());
			if (this.trial.trouble(new IsolationLayers(all, Confinement.NONE)) == null) {
				this.active.addAll(options.keySet());
				return all;
			}
			for (Map.Entry<IsolationLayer, String> option : options.entrySet()) {
				prefix.add(option.getValue());
				String trouble = this.trial.trouble(new IsolationLayers(prefix, Confinement.NONE));
				if (trouble == null) {
					this.active.add(option.getKey());
				}
				else {
					prefix.remove(prefix.size() - 1);
					this.missing.put(option.getKey(), trouble);
				}
			}
			return prefix;
		}

		private Confinement confinement(List<String> prefix) throws IOException {
			for (Confinement candidate : candidates()) {
				IsolationLayers layers = new IsolationLayers(prefix, candidate);
				String trouble = this.trial.trouble(layers);
				if (trouble == null && candidate.layers().contains(IsolationLayer.FILES)
						&& this.trial.reachesFiles(layers)) {
					trouble = "ffmpeg could still reach files outside";
				}
				if (trouble == null && candidate.layers().contains(IsolationLayer.NETWORK)
						&& this.trial.reachesNetwork(layers)) {
					trouble = "ffmpeg could still reach the network";
				}
				if (trouble == null) {
					this.active.addAll(candidate.layers());
					return candidate;
				}
				for (IsolationLayer layer : candidate.layers()) {
					this.missing.put(layer, trouble);
				}
			}
			return Confinement.NONE;
		}

		/**
		 * Lists confinements, best first.
		 */
		private List<Confinement> candidates() throws IOException {
			List<Confinement> candidates = new ArrayList<>();
			Optional<String> bwrap = find("bwrap");
			if (bwrap.isPresent()) {
				candidates
					.addAll(new BubblewrapTrials(SandboxBuilder.this.tools, this.trial, this.stateFolder, this.missing)
						.candidates(bwrap.get(), this.programs));
			}
			Optional<String> setpriv = find("setpriv");
			List<String> ending = setpriv.map((tool) -> List.of(tool, "--pdeathsig", "KILL", "--no-new-privs"))
				.orElse(List.of());
			Set<IsolationLayer> ended = ending.isEmpty() ? Set.of() : EnumSet.of(IsolationLayer.LIFETIME);
			find("unshare").ifPresent((unshare) -> {
				Set<IsolationLayer> layers = EnumSet.of(IsolationLayer.NETWORK);
				layers.addAll(ended);
				for (List<String> options : List.of(List.of(unshare, "--user", "--map-current-user", "--net", "--ipc"),
						List.of(unshare, "--net", "--ipc"))) {
					List<String> words = new ArrayList<>(options);
					words.addAll(ending);
					candidates.add(new Prefix(words, layers));
				}
			});
			if (!ending.isEmpty()) {
				candidates.add(new Prefix(ending, ended));
			}
			return candidates;
		}

		private Optional<String> find(String tool) {
			return SandboxBuilder.this.tools.apply(tool);
		}

	}

}

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
 * Starter of one program within the isolation layers that were set up for it. Only
 * processes started here end with the converter, whatever their other layers.
 */
public final class Sandbox {

	private final IsolationLayers layers;

	private final Set<IsolationLayer> active;

	private final Map<IsolationLayer, String> missing;

	Sandbox(IsolationLayers layers, Set<IsolationLayer> active, Map<IsolationLayer, String> missing) {
		this.layers = layers;
		this.active = active.isEmpty() ? EnumSet.noneOf(IsolationLayer.class) : EnumSet.copyOf(active);
		this.missing = Map.copyOf(missing);
	}

	/**
	 * Returns a sandbox without layers.
	 * @return a sandbox for programs that read no untrusted input
	 */
	public static Sandbox none() {
		return without("switched off");
	}

	static Sandbox without(String reason) {
		return new Sandbox(IsolationLayers.NONE, Set.of(),
				EnumSet.allOf(IsolationLayer.class)
					.stream()
					.collect(Collectors.toMap((layer) -> layer, (layer) -> reason)));
	}

	/**
	 * Returns a sandbox with the same layers and other limits.
	 * @param limits limits of one run; those whose layer is missing here have no effect
	 * @return the sandbox
	 */
	public Sandbox limitedTo(ProcessLimits limits) {
		return new Sandbox(this.layers.limitedTo(limits), this.active, this.missing);
	}

	/**
	 * Starts a process.
	 * @param builder the process, whose command begins with an absolute path; changed by
	 * this
	 * @param readOnly files of the conversion that it may read; ignored where they don't
	 * exist
	 * @param writable files of the conversion that it may write, which have to exist
	 * @return the process, or the outermost of those that set up its layers. It has the
	 * exit code of the program itself
	 * @throws IOException if it can't be started
	 */
	public Process start(ProcessBuilder builder, List<Path> readOnly, List<Path> writable) throws IOException {
		builder.command(this.layers.around(builder.command(), new Exposure(readOnly, writable)));
		return ProcessStarter.start(builder);
	}

	/**
	 * Returns whether the program runs in a child of the process that was started, which
	 * ends with it.
	 * @return whether each process that is started here starts another one
	 */
	public boolean forks() {
		// the first process of a new process namespace can't be an already running
		// program
		return this.active.contains(IsolationLayer.PROCESSES);
	}

	/**
	 * Returns the active isolation layers.
	 * @return the layers in their order
	 */
	public Set<IsolationLayer> active() {
		return Collections.unmodifiableSet(this.active);
	}

	/**
	 * Returns the layers that are missing.
	 * @return for each the reason why it is not active
	 */
	public Map<IsolationLayer, String> missing() {
		return this.missing;
	}

}

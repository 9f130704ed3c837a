package io.soundlift.cli.conversion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.soundlift.cli.console.CommandException;
import io.soundlift.cli.console.ExitCode;
import org.jspecify.annotations.Nullable;

/**
 * Search for the files that several arguments or a folder denote.
 */
final class Inputs {

	/** Keeps error messages short. */
	private static final int MAX_TOLD = 10;

	private final Path output;

	private final boolean recursive;

	/** By file, so that none is converted twice. */
	private final Map<Path, Input> found = new LinkedHashMap<>();

	private Inputs(Path output, boolean recursive) {
		this.output = output;
		this.recursive = recursive;
	}

	/**
	 * Returns the files to convert.
	 * @param arguments files, and folders that denote their media files
	 * @param output the folder for the MP3s; {@code null} for the current one
	 * @param recursive whether a folder includes its subfolders, whose MP3s are written
	 * to folders of the same names
	 * @return the files, in the order of the arguments, those of a folder by name; a file
	 * that an argument names need not exist
	 * @throws CommandException if there are none, a folder can't be read, or several have
	 * the same target
	 */
	static List<Input> find(List<Path> arguments, @Nullable Path output, boolean recursive) {
		Inputs inputs = new Inputs((output != null) ? output : Path.of(""), recursive);
		for (Path argument : arguments) {
			if (Files.isDirectory(argument)) {
				inputs.addFolder(argument, inputs.output);
			}
			else {
				inputs.add(argument, inputs.output);
			}
		}
		if (inputs.found.isEmpty()) {
			throw new CommandException(ExitCode.FILE, "There are no videos in " + arguments.get(0) + ".");
		}
		requireDistinctTargets(inputs.found.values());
		return List.copyOf(inputs.found.values());
	}

	private void addFolder(Path folder, Path folderOfMp3s) {
		List<Path> entries;
		try (Stream<Path> files = Files.list(folder)) {
			entries = files.filter((file) -> !file.getFileName().toString().startsWith(".")).sorted().toList();
		}
		catch (IOException ex) {
			throw new CommandException(ExitCode.FILE, "The folder " + folder + " can't be read.", ex);
		}
		for (Path entry : entries) {
			String name = entry.getFileName().toString();
			if (Files.isRegularFile(entry) && MediaTypes.isWorthConverting(name)) {
				add(entry, folderOfMp3s);
			}
			// a link may form a cycle
			else if (this.recursive && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
				addFolder(entry, folderOfMp3s.resolve(name));
			}
		}
	}

	private void add(Path file, Path folderOfMp3s) {
		Path target = folderOfMp3s.resolve(Targets.mp3Name(file.getFileName().toString()));
		this.found.putIfAbsent(file.toAbsolutePath().normalize(), new Input(file, target));
	}

	private static void requireDistinctTargets(Collection<Input> inputs) {
		Map<Path, Input> targets = new HashMap<>();
		List<String> conflicts = new ArrayList<>();
		for (Input input : inputs) {
			Input other = input.isItsOwnTarget() ? null
					: targets.putIfAbsent(input.target().toAbsolutePath().normalize(), input);
			if (other != null) {
				conflicts.add("%s and %s would both become %s".formatted(other.file(), input.file(), input.target()));
			}
		}
		if (!conflicts.isEmpty()) {
			String more = (conflicts.size() > MAX_TOLD) ? "; and " + (conflicts.size() - MAX_TOLD) + " more" : "";
			throw new CommandException(ExitCode.FILE,
					String.join("; ", conflicts.subList(0, Math.min(MAX_TOLD, conflicts.size()))) + more
							+ ". Nothing was sent. Convert them apart, with other names or folders for -o.");
		}
	}

}

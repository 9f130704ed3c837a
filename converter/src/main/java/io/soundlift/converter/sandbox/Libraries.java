package io.soundlift.converter.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that a program needs in order to start.
 */
final class Libraries {

	/** The path in a line of {@code ldd}. */
	private static final Pattern LIBRARY = Pattern.compile("(?:^|\\s)(/\\S+) \\(0x");

	/** Folders that contain only libraries, and may be exposed as a whole. */
	private static final Pattern LIBRARY_FOLDER = Pattern.compile("/(?:usr/|usr/local/)?lib(?:32|64|x32)?(?:/.*)?");

	private static final int MAX_LINKS = 40;

	private static final Path CACHE = Path.of("/etc/ld.so.cache");

	private Libraries() {
	}

	/**
	 * Lists the files that a program needs.
	 * @param ldd output of {@code ldd} for it, which has no paths for a static one
	 * @return files and folders, none of which contains another
	 * @throws IOException if a listed file does not exist
	 */
	static List<Path> in(List<String> ldd) throws IOException {
		Set<Path> paths = new TreeSet<>();
		for (String line : ldd) {
			Matcher library = LIBRARY.matcher(line);
			if (library.find()) {
				addWithLinks(paths, Path.of(library.group(1)));
			}
		}
		if (!paths.isEmpty() && Files.exists(CACHE)) {
			paths.add(CACHE);
		}
		return paths.stream().filter((path) -> !hasAncestor(paths, path)).toList();
	}

	private static void addWithLinks(Set<Path> paths, Path library) throws IOException {
		Path path = library.normalize();
		for (int links = 0; links < MAX_LINKS; links++) {
			Path folder = path.getParent();
			paths.add((folder != null && LIBRARY_FOLDER.matcher(folder.toString()).matches()) ? folder : path);
			if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
				throw new IOException("There is no " + path);
			}
			if (!Files.isSymbolicLink(path)) {
				return;
			}
			path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
		}
		throw new IOException(library + " is a link that leads nowhere");
	}

	private static boolean hasAncestor(Set<Path> paths, Path path) {
		for (Path parent = path.getParent(); parent != null; parent = parent.getParent()) {
			if (paths.contains(parent)) {
				return true;
			}
		}
		return false;
	}

}

package io.soundlift.cli.conversion;

import java.nio.file.Path;

import picocli.CommandLine;

/**
 * Converter for the option {@code --output}. A path has no slash at its end, so a name
 * that ends with one, and so means a directory, gets a dot: {@code out/} becomes
 * {@code out/.}, see {@link Targets#resolve}.
 */
final class OutputConverter implements CommandLine.ITypeConverter<Path> {

	@Override
	public Path convert(String value) {
		Path output = Path.of(value);
		boolean directory = value.endsWith("/") || value.endsWith(output.getFileSystem().getSeparator());
		return directory ? output.resolve(".") : output;
	}

}

package io.soundlift.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

import picocli.CommandLine.IVersionProvider;

/**
 * Version that the build recorded.
 */
final class ProgramVersion implements IVersionProvider {

	@Override
	public String[] getVersion() throws IOException {
		try (InputStream file = ProgramVersion.class.getResourceAsStream("/META-INF/build-info.properties")) {
			Properties build = new Properties();
			if (file != null) {
				build.load(file);
			}
			return new String[] { "soundlift " + build.getProperty("build.version", "(unpackaged)") };
		}
	}

}

package io.soundlift.embedded;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that holds an {@link EmbeddedMongo} until it is killed or its input ends. It
 * prints the connection string.
 */
public final class EmbeddedMongoProcess {

	private EmbeddedMongoProcess() {
	}

	public static void main(String[] args) throws IOException {
		try (EmbeddedMongo mongo = EmbeddedMongo.start(Path.of(args[0]), 0);
				PrintStream output = new PrintStream(new FileOutputStream(FileDescriptor.out), true,
						StandardCharsets.UTF_8)) {
			output.println(mongo.uri());
			while (System.in.read() != -1) {
				output.flush();
			}
		}
	}

}

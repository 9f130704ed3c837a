package io.soundlift.testsupport;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;

/**
 * Files of an OpenTelemetry collector's file exporter with the format {@code proto}:
 * messages, each after its length in four bytes.
 */
public final class OtlpFiles {

	private OtlpFiles() {
	}

	/**
	 * Reads spans.
	 * @param file a file that may still be written to
	 * @return the spans of all messages that are complete; none if there is no file
	 */
	public static List<ReceivedSpan> spans(Path file) {
		List<ReceivedSpan> spans = new ArrayList<>();
		read(file, (message) -> spans.addAll(OtlpReader.spans(ExportTraceServiceRequest.parseFrom(message))));
		return spans;
	}

	/**
	 * Reads log records.
	 * @param file a file that may still be written to
	 * @return the records of all messages that are complete; none if there is no file
	 */
	public static List<ReceivedLog> logs(Path file) {
		List<ReceivedLog> logs = new ArrayList<>();
		read(file, (message) -> logs.addAll(OtlpReader.logs(ExportLogsServiceRequest.parseFrom(message))));
		return logs;
	}

	private static void read(Path file, Reader reader) {
		if (!Files.exists(file)) {
			return;
		}
		try (DataInputStream messages = new DataInputStream(Files.newInputStream(file))) {
			while (true) {
				byte[] message = new byte[messages.readInt()];
				messages.readFully(message);
				reader.read(message);
			}
		}
		catch (EOFException ex) {
			// the rest is not written yet
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reader of a message.
	 */
	private interface Reader {

		void read(byte[] message) throws IOException;

	}

}

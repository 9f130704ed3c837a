package io.soundlift.embedded;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Connection to a MongoDB that sends whatever bytes a test wants.
 */
final class WireClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 60_000;

	private static final int HEADER_BYTES = 16;

	private final Socket socket;

	WireClient(int port) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.socket.setTcpNoDelay(true);
	}

	static byte[] bson(Document document) {
		BasicOutputBuffer buffer = new BasicOutputBuffer();
		new DocumentCodec().encode(new BsonBinaryWriter(buffer), document, EncoderContext.builder().build());
		return buffer.toByteArray();
	}

	static byte[] message(int opCode, byte[]... parts) {
		int length = HEADER_BYTES;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
		message.putInt(length).putInt(1).putInt(0).putInt(opCode);
		for (byte[] part : parts) {
			message.put(part);
		}
		return message.array();
	}

	/**
	 * Returns an OP_MSG with one document.
	 */
	static byte[] command(Document command) {
		return message(2013, numbers(0), new byte[1], bson(new Document(command).append("$db", "soundlift")));
	}

	static byte[] numbers(int... numbers) {
		ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
		for (int number : numbers) {
			bytes.putInt(number);
		}
		return bytes.array();
	}

	static byte[] text(String text) {
		return (text + "\0").getBytes(StandardCharsets.UTF_8);
	}

	void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * Returns the document of the next answer, an OP_MSG or an OP_REPLY.
	 */
	Document answer() throws IOException {
		DataInputStream in = new DataInputStream(this.socket.getInputStream());
		byte[] length = in.readNBytes(Integer.BYTES);
		if (length.length < Integer.BYTES) {
			throw new IOException("The server closed the connection");
		}
		byte[] rest = in.readNBytes(ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt() - Integer.BYTES);
		int opCode = ByteBuffer.wrap(rest, 8, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
		int start = (opCode == 2013) ? 17 : 32;
		return new RawBsonDocument(rest, start, rest.length - start).decode(new DocumentCodec());
	}

	/**
	 * Whether the server has closed the connection, or does so within the time limit.
	 */
	boolean isClosedByServer() throws IOException {
		try {
			return this.socket.getInputStream().read() == -1;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
		catch (IOException ex) {
			// reset, as it had not read everything
			return true;
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}

package io.soundlift.embedded.index;

import java.nio.ByteBuffer;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.soundlift.embedded.cursor.DocumentSize;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.ObjectDataType;

/**
 * Documents in the file as BSON. Those that the plain backend wrote, as serialized
 * objects of Java, are read too.
 */
final class DocumentType extends BasicDataType<Document> {

	static final DocumentType INSTANCE = new DocumentType();

	/** Higher than each first byte of {@link ObjectDataType}. */
	private static final byte BSON = 0x7F;

	private final ObjectDataType object = new ObjectDataType();

	private DocumentType() {
	}

	@Override
	public int getMemory(Document document) {
		return DocumentSize.of(document);
	}

	@Override
	public void write(WriteBuffer buffer, Document document) {
		ByteBuf bson = Unpooled.buffer();
		BsonEncoder.encodeDocument(document, bson);
		buffer.put(BSON).put(bson.nioBuffer());
	}

	@Override
	public Document read(ByteBuffer buffer) {
		if (buffer.get(buffer.position()) != BSON) {
			return (Document) this.object.read(buffer);
		}
		buffer.get();
		ByteBuf bson = Unpooled.wrappedBuffer(buffer);
		Document document = BsonDecoder.decodeBson(bson);
		buffer.position(buffer.position() + bson.readerIndex());
		return document;
	}

	@Override
	public Document[] createStorage(int size) {
		return new Document[size];
	}

}

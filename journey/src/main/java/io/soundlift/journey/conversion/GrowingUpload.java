package io.soundlift.journey.conversion;

import java.util.Map;

import io.soundlift.journey.file.PartialFile;
import org.jspecify.annotations.Nullable;

import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;

/**
 * Converter's view of an upload that is receiving bytes. Gateways write its document,
 * which has further fields.
 *
 * @param id id of the future conversion
 * @param owner id of the account that uploads
 * @param contentType media type of the video; that of the bytes if they are ranges of it
 * @param options options of the conversion
 * @param length number of bytes that are going to be sent; {@code null} while it is not
 * known
 * @param file the bytes that count
 * @param state where it stands
 * @param trace context of the trace that it began, in W3C form
 */
@Document(GrowingUploads.COLLECTION)
public record GrowingUpload(@Id String id, String owner, String contentType, ConversionOptions options,
		@Nullable Long length, PartialFile file, String state, Map<String, String> trace) {

	/**
	 * Returns whether all bytes are stored.
	 * @return whether no more can arrive
	 */
	public boolean isComplete() {
		return this.length != null && this.length == this.file.sizeBytes();
	}

	/**
	 * Returns whether it will not become a conversion.
	 * @return whether its bytes are being removed, or were
	 */
	public boolean isOver() {
		return this.state.equals("ENDING") || this.state.equals("EXPIRED");
	}

}

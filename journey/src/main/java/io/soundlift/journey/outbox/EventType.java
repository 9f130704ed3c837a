package io.soundlift.journey.outbox;

/**
 * Event of a conversion, with its destination.
 */
public enum EventType {

	/**
	 * A video is stored and waits for a converter.
	 */
	VIDEO_UPLOADED("videoUploaded", "videoUploaded-out-0"),

	/**
	 * A conversion has ended and its owner has to be notified.
	 */
	CONVERSION_FINISHED("conversionFinished", "conversionFinished-out-0");

	private final String slot;

	private final String binding;

	EventType(String slot, String binding) {
		this.slot = slot;
		this.binding = binding;
	}

	/**
	 * Path of a field of this event's entry inside the conversion's document.
	 * @param field a component of {@link OutboxEntry}
	 * @return the dotted path
	 */
	public String path(String field) {
		return path() + "." + field;
	}

	/**
	 * Path of this event's entry inside the conversion's document.
	 * @return the dotted path
	 */
	public String path() {
		return "outbox." + this.slot;
	}

	/**
	 * Returns the name of this event, in documents and traces.
	 * @return name of the field of its entry
	 */
	public String slot() {
		return this.slot;
	}

	String binding() {
		return this.binding;
	}

}

package io.soundlift.cli.conversion;

import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Observer of the bytes that pass from a body to the connection.
 */
final class SentBytes implements Flow.Subscriber<ByteBuffer> {

	private final Flow.Subscriber<? super ByteBuffer> connection;

	private final Consumer<ByteBuffer> observer;

	/**
	 * Creates an observer.
	 * @param connection receives the bytes
	 * @param observer receives a view of them first
	 */
	SentBytes(Flow.Subscriber<? super ByteBuffer> connection, Consumer<ByteBuffer> observer) {
		this.connection = connection;
		this.observer = observer;
	}

	@Override
	public void onSubscribe(Flow.Subscription subscription) {
		this.connection.onSubscribe(subscription);
	}

	@Override
	public void onNext(ByteBuffer bytes) {
		this.observer.accept(bytes.duplicate());
		this.connection.onNext(bytes);
	}

	@Override
	public void onError(Throwable ex) {
		this.connection.onError(ex);
	}

	@Override
	public void onComplete() {
		this.connection.onComplete();
	}

}

package io.soundlift.start;

import java.time.Duration;

import org.springframework.boot.bootstrap.BootstrapRegistry;
import org.springframework.boot.bootstrap.BootstrapRegistryInitializer;
import org.springframework.boot.context.config.ConfigData;
import org.springframework.cloud.config.client.ConfigServerBootstrapper.LoadContext;
import org.springframework.cloud.config.client.ConfigServerBootstrapper.LoaderInterceptor;
import org.springframework.cloud.config.client.RetryProperties;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.util.Assert;
import org.springframework.web.client.HttpClientErrorException;

/**
 * Retries requests to the config server while it does not respond, and logs that.
 * <p>
 * The config client does so only with Spring Retry on the classpath, retries refusals too
 * and reports the failure late. This one uses Spring's own retry support, gives up
 * immediately on a refusal, and stops the start at the failure.
 */
final class ConfigServerRetryInitializer implements BootstrapRegistryInitializer {

	@Override
	public void initialize(BootstrapRegistry registry) {
		registry.register(LoaderInterceptor.class,
				BootstrapRegistry.InstanceSupplier.of(ConfigServerRetryInitializer::load));
	}

	private static ConfigData load(LoadContext context) {
		RetryTemplate retry = new RetryTemplate(policy(context.getResource().getRetryProperties()));
		retry.setRetryListener(new WaitReminder((failure) -> warn(context, failure)));
		try {
			return retry
				.execute(() -> context.getInvocation().apply(context.getLoaderContext(), context.getResource()));
		}
		catch (RetryException ex) {
			throw describe(context, ex.getLastException());
		}
	}

	private static void warn(LoadContext context, Throwable failure) {
		EarlyLog log = context.getLoaderContext().getBootstrapContext().getOrElse(EarlyLog.class, null);
		Assert.state(log != null, "There must be an EarlyLog");
		log.warn(ConfigServerRetryInitializer.class,
				describe(context, failure).getMessage() + " The start waits for it.");
	}

	private static ConfigServerException describe(LoadContext context, Throwable failure) {
		String uri = context.getResource().getProperties().getCredentials(0).getUri();
		return ConfigServerException.of(uri, context.getResource().getProperties().getName(), failure);
	}

	private static RetryPolicy policy(RetryProperties properties) {
		return RetryPolicy.builder()
			.maxRetries(properties.getMaxAttempts() - 1)
			.delay(Duration.ofMillis(properties.getInitialInterval()))
			.multiplier(properties.getMultiplier())
			.maxDelay(Duration.ofMillis(properties.getMaxInterval()))
			.predicate(ConfigServerRetryInitializer::mayPass)
			.build();
	}

	private static boolean mayPass(Throwable failure) {
		// without a cause it is a 404 response, for which the config client does not
		// throw an exception
		return failure.getCause() != null && !(failure.getCause() instanceof HttpClientErrorException);
	}

}

package io.soundlift.notifier;

import java.net.URI;

import com.mongodb.WriteConcern;
import io.soundlift.journey.conversion.Conversion;
import io.soundlift.notifier.delivery.OwnerNotifier;
import io.soundlift.notifier.ledger.MailState;
import io.soundlift.testsupport.TestBroker;
import io.soundlift.testsupport.TestMail;
import io.soundlift.testsupport.TestMongo;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.mail.javamail.JavaMailSenderImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what {@code config-repo} makes of the environment.
 */
class ConfigRepoTests {

	@Test
	void mapsEnvironmentToSettings() throws Exception {
		String ledger = TestMongo.databaseName();
		try (TestMail mail = TestMail.start();
				RunningNotifier notifier = RunningNotifier.startAsConfigured("spring.cloud.config.enabled=false",
						"spring.config.import=file:../config-repo/application.yml,file:../config-repo/notifier.yml",
						"spring.mongodb.database=" + ledger + "_c", "soundlift.notifier.database=" + ledger,
						"SOUNDLIFT_MONGODB_URI=" + TestMongo.uri(), "SOUNDLIFT_RABBIT_URI=" + TestBroker.uri(),
						"SOUNDLIFT_SMTP_HOST=127.0.0.1", "SOUNDLIFT_SMTP_PORT=" + mail.port(),
						"SOUNDLIFT_PUBLIC_URL=https://soundlift.example", "SOUNDLIFT_MAIL_FROM=robot@soundlift.example",
						"server.port=0", "management.server.port=0")) {
			NotifierProperties properties = notifier.bean(NotifierProperties.class);
			assertThat(properties.publicUrl()).isEqualTo(URI.create("https://soundlift.example"));
			assertThat(properties.mailFrom()).isEqualTo("robot@soundlift.example");
			assertThat(notifier.bean(CachingConnectionFactory.class).getPort())
				.isEqualTo(URI.create(TestBroker.uri()).getPort());
			assertThat(notifier.bean(MongoTemplate.class).getDb().getWriteConcern())
				.isEqualTo(WriteConcern.MAJORITY.withJournal(true));
			assertThat(notifier.bean(JavaMailSenderImpl.class).getJavaMailProperties())
				.containsEntry("mail.smtp.starttls.required", "false")
				.containsEntry("mail.smtp.ssl.checkserveridentity", "true")
				.containsEntry("mail.smtp.connectiontimeout", "5000")
				.containsEntry("mail.smtp.timeout", "15000")
				.containsEntry("mail.smtp.writetimeout", "15000");
			Conversion conversion = notifier.insert(TestConversion.completed());
			notifier.bean(OwnerNotifier.class).notifyOwner(conversion);
			assertThat(notifier.state(conversion)).isEqualTo(MailState.SENT);
			assertThat(mail.messages()).hasSize(1);
		}
	}

}

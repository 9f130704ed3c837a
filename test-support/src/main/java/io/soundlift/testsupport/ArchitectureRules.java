package io.soundlift.testsupport;

import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

/**
 * Architecture rules that hold in every module. A module's {@code ArchitectureTests}
 * import that module's classes without its tests and run
 * {@code ArchTests.in(ArchitectureRules.class)}.
 */
public final class ArchitectureRules {

	/** Packages don't depend on each other in circles. */
	@ArchTest
	public static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES = SlicesRuleDefinition.slices()
		.matching("io.soundlift.(**)")
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	/** Features don't either, each with all packages below it. */
	@ArchTest
	public static final ArchRule FEATURES_ARE_FREE_OF_CYCLES = SlicesRuleDefinition.slices()
		.assignedFrom(new Features())
		.should()
		.beFreeOfCycles()
		.allowEmptyShould(true);

	/** Packages are named by feature. */
	@ArchTest
	public static final ArchRule PACKAGES_ARE_NAMED_BY_FEATURE = noClasses().should()
		.resideInAnyPackage("..common..", "..dto..", "..impl..", "..service..", "..util..", "..utils..")
		.allowEmptyShould(true);

	/** Message handling does not depend on HTTP handlers. */
	@ArchTest
	public static final ArchRule MESSAGING_DOES_NOT_USE_WEB = noClasses().that()
		.resideInAPackage("..messaging..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.soundlift..web..")
		.allowEmptyShould(true);

	/** Dependencies come through the constructor. */
	@ArchTest
	public static final ArchRule FIELDS_ARE_NOT_INJECTED = noFields().should()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
		.orShould()
		.beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
		.allowEmptyShould(true);

	/** Settings are records. */
	@ArchTest
	public static final ArchRule PROPERTIES_ARE_RECORDS = classes().that()
		.areAnnotatedWith("org.springframework.boot.context.properties.ConfigurationProperties")
		.should()
		.beRecords()
		.allowEmptyShould(true);

	/** Controllers are nobody's API. */
	@ArchTest
	public static final ArchRule CONTROLLERS_ARE_NOT_PUBLIC = noClasses().that()
		.areMetaAnnotatedWith("org.springframework.stereotype.Controller")
		.or()
		.areAnnotatedWith("org.springframework.stereotype.Controller")
		.should()
		.bePublic()
		.allowEmptyShould(true);

	/** Output to the standard streams is missing in the log. */
	@ArchTest
	public static final ArchRule STANDARD_STREAMS_ARE_NOT_USED = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS
		.allowEmptyShould(true);

	/** The log goes through SLF4J. */
	@ArchTest
	public static final ArchRule JAVA_UTIL_LOGGING_IS_NOT_USED = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING
		.allowEmptyShould(true);

	/** A thrown exception states what happened. */
	@ArchTest
	public static final ArchRule GENERIC_EXCEPTIONS_ARE_NOT_THROWN = GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS
		.allowEmptyShould(true);

	/** Text that is compared or stored must not depend on the machine's language. */
	@ArchTest
	public static final ArchRule CASE_IS_CHANGED_WITH_A_LOCALE = noClasses().should()
		.callMethod(String.class, "toLowerCase")
		.orShould()
		.callMethod(String.class, "toUpperCase")
		.allowEmptyShould(true);

	private static final ArchRule COMMON_POOL_IS_NOT_USED = noClasses().should()
		.callMethod(CompletableFuture.class, "runAsync", Runnable.class)
		.orShould()
		.callMethod(CompletableFuture.class, "supplyAsync", Supplier.class)
		.orShould()
		.callMethod(Collection.class, "parallelStream")
		.orShould()
		.callMethod(BaseStream.class, "parallel")
		.orShould()
		.callMethod(ForkJoinPool.class, "commonPool")
		.because("work that blocks in the common pool keeps Process.onExit() from completing, since JDK 25 also with "
				+ "two processors");

	private ArchitectureRules() {
	}

	/**
	 * Checks that nothing runs in the common pool, neither in the product nor in its
	 * tests.
	 * @param classes classes of the module, of which the tests lie beside them
	 */
	@ArchTest
	public static void commonPoolIsNotUsed(JavaClasses classes) {
		COMMON_POOL_IS_NOT_USED.check(classes);
		COMMON_POOL_IS_NOT_USED.check(new ClassFileImporter().importPath(Path.of("target", "test-classes")));
	}

	/**
	 * Features of modules: the packages right below {@code io.soundlift.<module>}, and
	 * what lies in that package itself.
	 */
	private static final class Features implements SliceAssignment {

		private static final int DEPTH = 4;

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return SliceIdentifier.of(Stream.of(type.getPackageName().split("\\.")).limit(DEPTH).toList());
		}

		@Override
		public String getDescription() {
			return "features";
		}

	}

}

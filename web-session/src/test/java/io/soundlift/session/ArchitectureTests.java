package io.soundlift.session;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.soundlift.testsupport.ArchitectureRules;

/**
 * Checks the module's structure.
 */
@AnalyzeClasses(packages = { "io.soundlift.language", "io.soundlift.session" },
		importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests shared = ArchTests.in(ArchitectureRules.class);

	@ArchTest
	final ArchRule readsNoSerializedObjects = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.areAssignableTo(java.io.ObjectInputStream.class);

}

package io.soundlift.converter;

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
@AnalyzeClasses(packages = "io.soundlift.converter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	final ArchTests shared = ArchTests.in(ArchitectureRules.class);

	@ArchTest
	final ArchRule startsProcessesInTheSandbox = ArchRuleDefinition.noClasses()
		.that()
		.doNotHaveSimpleName("ContainedProcess")
		.and()
		.resideOutsideOfPackage("io.soundlift.converter.sandbox")
		.should()
		.dependOnClassesThat()
		.haveFullyQualifiedName(ProcessBuilder.class.getName())
		.orShould()
		.callMethod(Runtime.class, "exec", String[].class);

	@ArchTest
	final ArchRule leavesTheDefaultLocatorOfJave2Alone = ArchRuleDefinition.noClasses()
		.should()
		.dependOnClassesThat()
		.haveSimpleName("DefaultFFMPEGLocator");

}

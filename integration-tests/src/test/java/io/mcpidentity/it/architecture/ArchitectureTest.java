package io.mcpidentity.it.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.mcpidentity.config.Setting;
import org.junit.jupiter.api.Test;

/** Which package may know which, and what users may see. */
class ArchitectureTest {
    private static final String VOCABULARY = "io.mcpidentity";
    private static final String NULLNESS = "org.jspecify.annotations";

    private static final JavaClasses PUBLISHED = PublishedModules.classes();

    @Test
    void coreIsAmongTheModulesThatAreLookedAt() {
        assertTrue(PublishedModules.names().contains("io.mcpidentity"));
    }

    @Test
    void packagesAreFreeOfCycles() {
        slices().assignedFrom(new PackagesWithTheRoot())
                .should()
                .beFreeOfCycles()
                .check(PUBLISHED);
    }

    @Test
    void theVocabularyKnowsTheJdkOnly() {
        classes()
                .that(resideInAPackage(VOCABULARY))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(VOCABULARY, "java..", NULLNESS))
                .check(PUBLISHED);
    }

    @Test
    void theServiceInterfacesKnowTheVocabularyAndSettingsOnly() {
        classes()
                .that(resideInAPackage("io.mcpidentity.spi"))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(VOCABULARY, "io.mcpidentity.spi", "java..", NULLNESS)
                        .or(type(Setting.class)))
                .check(PUBLISHED);
    }

    @Test
    void exportedSignaturesShowNothingOfALibrary() {
        classes()
                .that(describe("are exported", PublishedModules::isExported))
                .should(new LibrariesInSignatures())
                .check(PUBLISHED);
    }

    @Test
    void onlyTheServerKnowsTheMcpSdkAndServlets() {
        noClasses()
                .that(DescribedPredicate.not(areIn("io.mcpidentity.server")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.modelcontextprotocol..", "jakarta.servlet.."))
                .check(PUBLISHED);
    }

    @Test
    void loggingIsThatOfThePlatform() {
        noClasses()
                .that(DescribedPredicate.not(areIn("io.mcpidentity.testkit")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.logging..", "org.slf4j.."))
                .check(PUBLISHED);
    }

    @Test
    void nothingIsKeptOnAThread() {
        noClasses().should().dependOnClassesThat(type(ThreadLocal.class)).check(PUBLISHED);
    }

    @Test
    void providersAreCalledThroughOneTransport() {
        noClasses()
                .that(DescribedPredicate.not(areIn("io.mcpidentity.testkit")))
                .and()
                .haveNameNotMatching("io\\.mcpidentity\\.oidc\\.(JdkHttpTransport|LimitedBody)(\\$.*)?")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net.http..")
                        .or(type(java.net.HttpURLConnection.class))
                        .or(type(java.net.Socket.class)))
                .check(PUBLISHED);
    }

    private static DescribedPredicate<JavaClass> areIn(String module) {
        return describe(
                "are in " + module,
                type -> PublishedModules.moduleOf(type).filter(module::equals).isPresent());
    }

    private static final class PackagesWithTheRoot implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages, the root among them";
        }
    }
}

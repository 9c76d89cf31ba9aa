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
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know which, and what users may see. */
class ArchitectureTest {
    private static final String VOCABULARY = "io.mcpidentity";
    private static final String NULLNESS = "org.jspecify.annotations";
    private static final String CLIENT_FOR_THE_SDK = "io.mcpidentity.client.sdk";

    private static final Map<String, String[]> VENDORS = Map.of(
            "io.mcpidentity.provider.keycloak",
                    new String[] {"org.keycloak..", "org.jboss.resteasy..", "jakarta.ws.rs.."},
            "io.mcpidentity.provider.auth0", new String[] {"com.auth0..", "okhttp3..", "okio..", "kotlin.."},
            "io.mcpidentity.provider.google", new String[] {"com.google.auth..", "com.google.api.."},
            "io.mcpidentity.provider.github", new String[] {"org.kohsuke.."});

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
    void onlyTheServerKnowsServlets() {
        noClasses()
                .that(DescribedPredicate.not(areIn("io.mcpidentity.server")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("jakarta.servlet.."))
                .check(PUBLISHED);
    }

    /** A client that has no SDK loads nothing of it: what is for the SDK is in a package of its own. */
    @Test
    void onlyTheServerAndTheClientsOwnPackageForItKnowTheMcpSdk() {
        noClasses()
                .that(DescribedPredicate.not(areIn("io.mcpidentity.server")))
                .and()
                .resideOutsideOfPackage(CLIENT_FOR_THE_SDK)
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.modelcontextprotocol..", "reactor..", "org.reactivestreams.."))
                .orShould()
                .dependOnClassesThat(resideInAPackage(CLIENT_FOR_THE_SDK))
                .check(PUBLISHED);
    }

    /** The library of each vendor is for the directory and the sign-out of its own provider, behind nothing exported. */
    @Test
    void onlyAVendorsOwnProviderKnowsItsLibrary() {
        VENDORS.forEach((module, packages) -> noClasses()
                .that(DescribedPredicate.not(areIn(module)))
                .or(describe("are exported", PublishedModules::isExported))
                .should()
                .dependOnClassesThat(resideInAnyPackage(packages))
                .check(PUBLISHED));
    }

    /** What every start loads, and what every token passes through. */
    @Test
    void noVerifierScopeMapperOrFactoryKnowsAVendorsLibrary() {
        String[] all = VENDORS.values().stream().flatMap(Stream::of).toArray(String[]::new);
        noClasses()
                .that()
                .haveNameMatching(".*(TokenVerifier|ScopeMapper|ProviderFactory|Provider|Attributes|TokenInfo)")
                .should()
                .dependOnClassesThat(resideInAnyPackage(all))
                .check(PUBLISHED);
    }

    @Test
    void loggingIsThatOfThePlatform() {
        noClasses()
                .that(DescribedPredicate.not(areIn("io.mcpidentity.testkit")))
                .and()
                // It keeps secrets out of the log of Google's library, which logs by nothing else.
                .doNotHaveFullyQualifiedName("io.mcpidentity.provider.google.LibraryLog")
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
                .haveNameNotMatching("io\\.mcpidentity\\.(oidc\\.(JdkHttpTransport|LimitedBody)"
                        + "|client\\.http\\.(PinnedClients|QuietConnection))(\\$.*)?")
                .and()
                // These add headers to the requests of others.
                .resideOutsideOfPackage(CLIENT_FOR_THE_SDK)
                .and()
                .doNotHaveFullyQualifiedName("io.mcpidentity.client.session.RequestDecorator")
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

package io.mcpidentity.provider.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.Verification;
import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.TestContext;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider where the vendor's library is not there: only looking people up needs it. */
class GitHubWithoutLibraryTest {

    private final Fixture fixture = new Fixture();
    private final URLClassLoader loader = new WithoutLibrary(
            GitHubProviderFactory.class.getProtectionDomain().getCodeSource().getLocation());
    private IdentityProviderFactory factory = new GitHubProviderFactory();

    /** Has the provider's classes anew, and refuses the library's. */
    private static final class WithoutLibrary extends URLClassLoader {

        WithoutLibrary(URL classes) {
            super(new URL[] {classes}, WithoutLibrary.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.kohsuke.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.mcpidentity.provider.github.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    @BeforeEach
    void load() throws ReflectiveOperationException {
        factory = (IdentityProviderFactory) loader.loadClass(GitHubProviderFactory.class.getName())
                .getConstructor()
                .newInstance();
        assertNotSame(GitHubProviderFactory.class, factory.getClass());
    }

    @AfterEach
    void close() throws Exception {
        loader.close();
        fixture.close();
    }

    @Test
    void tokensAreVerifiedAndScopesAreMapped() {
        TestContext context = context(Map.of());
        IdentityProvider provider = factory.create(context);
        Verification.Accepted accepted = assertInstanceOf(
                Verification.Accepted.class, provider.tokenVerifier().verify(fixture.gitHub.token("ann", "repo")));
        assertTrue(provider.scopeMapper().granted(accepted.token()).contains("public_repo"));
        assertTrue(context.problems().isEmpty());
    }

    @Test
    void aDirectoryIsAProblemThatNamesTheDependency() {
        TestContext context = context(Map.of("directory", "teams"));
        assertTrue(factory.create(context).directory().isEmpty());
        assertEquals(1, context.problems().size());
        assertEquals("github.directory", context.problems().get(0).key());
        assertTrue(context.problems().get(0).message().contains("org.kohsuke:github-api"));
    }

    private TestContext context(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Fixture.settings(fixture.gitHub));
        values.putAll(more);
        return TestContext.of(factory, values, fixture.http);
    }
}

package io.mcpidentity.provider.keycloak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mcpidentity.spi.IdentityProvider;
import io.mcpidentity.spi.IdentityProviderFactory;
import io.mcpidentity.testkit.FakeAuthorizationServer;
import io.mcpidentity.testkit.TestContext;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The provider where nobody has added Keycloak's client library. */
class AdminLibraryTest {

    /** Makes the provider's classes anew, and finds nothing of the library. */
    private static final class WithoutLibrary extends ClassLoader {

        private final List<String> missed = new ArrayList<>();

        WithoutLibrary() {
            super(AdminLibraryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.keycloak.")
                    || name.startsWith("org.jboss.")
                    || name.startsWith("jakarta.ws.rs.")) {
                missed.add(name);
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.mcpidentity.provider.keycloak.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
            try (InputStream in = KeycloakProviderFactory.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException unreadable) {
                throw new ClassNotFoundException(name);
            }
        }

        IdentityProviderFactory factory() throws ReflectiveOperationException {
            return (IdentityProviderFactory) loadClass(KeycloakProviderFactory.class.getName())
                    .getConstructor()
                    .newInstance();
        }
    }

    @Test
    void withoutTheSettingsNobodyLooksForIt() throws Exception {
        WithoutLibrary loader = new WithoutLibrary();
        try (FakeAuthorizationServer keycloak = FakeAuthorizationServer.start("/realms/acme")) {
            TestContext context = TestContext.of(
                    loader.factory(),
                    Map.of("issuer", keycloak.issuer(), "client-id", "server", "client-secret", "secret"),
                    request -> {
                        throw new IOException("Nobody may be called");
                    });
            try (IdentityProvider provider = loader.factory().create(context)) {
                assertTrue(provider.directory().isEmpty());
                assertTrue(provider.revoker().isEmpty());
            }
            assertEquals(List.of(), context.problems());
        }
        assertEquals(List.of(), loader.missed);
    }

    @Test
    void whereASettingNeedsItItsAbsenceIsAProblemThatNamesIt() throws Exception {
        for (Map<String, String> asks : List.of(Map.of("directory", "roles"), Map.of("sign-out", "true"))) {
            Map<String, String> values = new HashMap<>(asks);
            values.put("issuer", "https://sso.example.com/realms/acme");
            values.put("client-id", "server");
            values.put("client-secret", "secret");
            IdentityProviderFactory factory = new WithoutLibrary().factory();
            TestContext context = TestContext.of(factory, values, request -> {
                throw new IOException("Nobody may be called");
            });
            factory.create(context).close();

            assertEquals(1, context.problems().size());
            assertEquals(
                    "keycloak." + asks.keySet().iterator().next()
                            + ": needs Keycloak's client library; add the Maven dependency"
                            + " org.keycloak:keycloak-admin-client",
                    context.problems().get(0).toString());
        }
    }
}

package io.mcpidentity.provider.auth0;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.auth0.client.mgmt.ManagementApi;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VendorLibraryTest {

    private static final String OTHERS =
            ".*(com.auth0|okhttp|okio|kotlin|jackson-datatype|jackson-databind|failsafe).*";

    @Test
    void theLibraryIsThere() {
        assertTrue(VendorLibrary.isPresent());
    }

    @Test
    void theCoordinatesThatAreToldAreThoseThatAreTested() {
        String jar = Path.of(ManagementApi.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .getFileName()
                .toString();

        assertEquals("auth0-3.2.0.jar", jar);
        assertEquals("com.auth0:auth0:3.2.0", VendorLibrary.COORDINATES);
    }

    @Test
    void withoutTheLibraryTokensAreVerifiedAndOnlyTheDirectoryIsAProblem() throws Exception {
        try (URLClassLoader bare = withoutTheLibrary()) {
            assertThrows(ClassNotFoundException.class, () -> bare.loadClass("com.auth0.client.mgmt.ManagementApi"));
            Callable<?> probe = (Callable<?>) bare.loadClass("io.mcpidentity.provider.auth0.BareProbe")
                    .getDeclaredConstructor()
                    .newInstance();

            assertEquals(
                    List.of(
                            "accepted",
                            "auth0.directory: needs Auth0's own library, which is not there; add the dependency com.auth0:auth0:3.2.0",
                            "auth0.client-id: needs Auth0's own library, which is not there; add the dependency com.auth0:auth0:3.2.0"),
                    probe.call());
        }
    }

    private static URLClassLoader withoutTheLibrary() throws MalformedURLException {
        List<URL> places = new ArrayList<>();
        for (String path : Stream.of(
                        System.getProperty("java.class.path", ""),
                        System.getProperty("jdk.module.path", ""),
                        own(VendorLibrary.class),
                        own(VendorLibraryTest.class))
                .flatMap(paths -> Stream.of(paths.split(File.pathSeparator)))
                .filter(path -> !path.isEmpty() && !path.replace('\\', '/').matches(OTHERS))
                .toList()) {
            places.add(Path.of(path).toUri().toURL());
        }
        places.add(Path.of(System.getProperty("basedir", "."), "target", "test-classes")
                .toUri()
                .toURL());
        return new OwnFirst(places.toArray(URL[]::new));
    }

    private static String own(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** Loads this project's classes itself: the platform's loader would find those of the modules that are being tested. */
    private static final class OwnFirst extends URLClassLoader {

        OwnFirst(URL[] places) {
            super(places, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (name.startsWith("io.mcpidentity.") && findLoadedClass(name) == null) {
                    return findClass(name);
                }
                return super.loadClass(name, resolve);
            }
        }
    }
}

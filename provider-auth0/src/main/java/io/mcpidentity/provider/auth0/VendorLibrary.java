package io.mcpidentity.provider.auth0;

import java.util.List;

/**
 * Auth0's own library, whose presence is optional. It has no module name that one could rely on, so this module requires
 * none and reads whatever the library is in, the class path or an automatic module, once it is needed.
 */
final class VendorLibrary {

    /** What to add where the library is missing. */
    static final String COORDINATES = "com.auth0:auth0:3.2.0";

    /** One type of each of the libraries that this module touches itself. */
    private static final List<String> TYPES =
            List.of("com.auth0.client.mgmt.ManagementApi", "okhttp3.OkHttpClient", "okio.Buffer");

    private VendorLibrary() {}

    /** Whether it is there; looks, and initializes nothing. */
    static boolean isPresent() {
        for (String type : TYPES) {
            try {
                find(type);
            } catch (ClassNotFoundException | LinkageError absent) {
                return false;
            }
        }
        return true;
    }

    /** Lets this module read the library's; does nothing on the class path. */
    static void makeReadable() {
        for (String type : TYPES) {
            try {
                VendorLibrary.class.getModule().addReads(find(type).getModule());
            } catch (ClassNotFoundException absent) {
                throw new IllegalStateException(absent);
            }
        }
    }

    private static Class<?> find(String type) throws ClassNotFoundException {
        return Class.forName(type, false, VendorLibrary.class.getClassLoader());
    }
}

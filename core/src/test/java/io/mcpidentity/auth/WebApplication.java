package io.mcpidentity.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class loader like a servlet container's for one application: it defines the application's classes by itself. */
final class WebApplication extends URLClassLoader {

    private static final String ITS_OWN = "com.example.acme.";

    private WebApplication(URL classes) {
        super(new URL[] {classes}, WebApplication.class.getClassLoader());
    }

    /** Runs the test as a thread of an application with these services of one type. */
    static void run(Path folder, Class<?> service, String providers, Runnable test) throws IOException {
        Path file = folder.resolve("META-INF/services").resolve(service.getName());
        Files.createDirectories(file.getParent());
        Files.writeString(file, providers);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (WebApplication application = new WebApplication(folder.toUri().toURL())) {
            thread.setContextClassLoader(application);
            test.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(ITS_OWN)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream bytes = WebApplication.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] all = bytes.readAllBytes();
            return defineClass(name, all, 0, all.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
